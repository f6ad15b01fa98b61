"""What finance teams send: workbooks become rows, each with the cell it came from."""
