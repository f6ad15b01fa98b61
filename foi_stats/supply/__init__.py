"""What finance teams send becomes rows, each with the cell it came from.

``read`` reads one file: ``interpret`` finds its tables (``tables/``), turns their cells into figures (``figures/``, put
together in ``extract``), and looks for what could be read two ways (``checks/``). ``layouts/`` describes files that
headings alone do not explain. ``deliveries`` reads a whole data folder, through the ``cache``.
"""
