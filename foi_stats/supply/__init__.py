"""Turn the spreadsheets that finance teams send into rows, each with the cell it came from.

The flow, module by module:

1. ``read`` opens one file, chooses its layout, and returns a ``Supply``.
2. ``interpret`` goes from sheets to planned tables: where the tables are, what each column holds (``tables/``), or what
   a layout says of them (``layouts/``).
3. ``extract`` turns one planned table into rows: amounts, counts, labels and dates from its cells (``figures/``),
   without totals and without rows that have an error.
4. ``frames`` makes data frames of those rows, with the columns defined in ``rows``.

Cells or headings that could mean two things are findings, recorded in ``collect.Findings`` (``checks/``, and beside
the code that reads them). ``supply_files`` finds the files of a data folder; ``deliveries`` reads them together,
through the ``cache``, whose entries tell what a file holds (``cache_entries``), and ``supersede`` lets later figures
replace earlier ones; ``unnamed`` says which of them the rows without an organisation may be. ``missing`` tells which
years are missing, and ``held`` tells it of many requests whose supplies are looked at once. ``breakdowns`` finds the
column that a question divides by; ``divisions`` tells by which labels a supply divides its figures. ``preview`` drafts
a layout.

For those who send a file, ``check`` and ``overview`` say what is read of it, and ``reply/`` sends it back marked.

Where a change goes: a new word in a heading to ``tables/fields`` or ``tables/headings``; a new way to type an amount
or a date to ``values``; a new check of headings or rows to ``checks/``; a file that headings do not explain to a layout
in ``data/layouts``, not to code.
"""
