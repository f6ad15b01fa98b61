"""The fields of a row and the headings that name them, as data: a new word of finance teams is an entry here."""

from __future__ import annotations

FIELDS: dict[str, tuple[str, ...]] = {
    "financial_year": ("financial year", "fin year", "fin yr", "fiscal year", "fy", "year", "yr"),
    "calendar_year": ("calendar year", "calendar yr", "cal year"),
    "academic_year": ("academic year", "academic yr", "school year"),
    "month": (
        "month", "accounting month", "calendar month", "reporting month", "financial month", "month paid",
        "month year", "year month", "month and year", "year and month",
        "month of payment", "month name", "invoice month", "payment month", "month of invoice", "month of spend",
    ),
    "period": (
        "period", "reporting period", "accounting period", "financial period", "time period", "period covered",
    ),
    "quarter": (
        "calendar quarter", "quarter", "qtr", "financial quarter", "fiscal quarter", "fin quarter", "fy quarter",
        "financial year quarter", "calendar year quarter", "financial qtr", "calendar qtr", "reporting quarter",
        "quarter number", "quarter no",
    ),
    "date": (
        "payment date", "date paid", "invoice payment date", "gl date",
        "date of payment", "paid date", "pay date", "cleared date", "clearing date",
        "clearing", "transaction date", "trans date", "posting date", "posted date", "invoice date", "effective date",
        "date of transaction", "input date", "pay dt", "payment dt", "award date", "date awarded", "date of award",
        "contract award date", "date of contract award", "contract awarded date", "date contract awarded",
        "date",
    ),
    "as_at": ("as at", "as at date", "position at", "date of figures"),
    "unit": ("unit", "units", "unit of measure"),
    "currency": ("currency", "currency code", "ccy"),
    "basis": ("basis", "type of figure", "budget or outturn"),
    "measure": ("measure", "measure name", "what is counted", "indicator", "metric"),
    "flow": ("flow", "income or expenditure", "expenditure or income", "direction"),
    "shorthand": ("shorthand", "symbol", "symbols"),
    "reason": ("reason", "reason for gap", "why missing", "why there is no figure", "why no figure"),
    "provider": (
        "provider name", "provider", "supplier name", "supplier", "beneficiary name", "beneficiary", "payee name",
        "payee", "vendor name", "vendor", "creditor name", "creditor", "merchant name", "merchant", "recipient name",
        "recipient org name", "recipient organisation", "grant recipient", "grantee", "recipient", "contractor",
        "delivery partner", "paid to", "ap ar id t", "name",
    ),
    "funder": ("funder", "funding source", "funding body", "source of funding", "funded by", "grant body",
        "funding org name", "funding organisation"),
    "organisation": (
        "organisation name", "organisation", "organization", "body name", "authority name", "local authority",
        "police force", "force", "authority", "council", "force area", "entity", "body",
    ),
    "crime_type": ("crime type", "offence type", "offence", "type of crime", "exploitation type"),
    "line": (
        "line", "funding line", "line item", "budget line", "budget heading", "item", "purpose of expenditure",
        "purpose of spend", "purpose", "account detail", "expenditure category", "expense type", "expenditure type",
        "detailed expenses type", "subjective description", "subjective", "account description", "category",
        "project name", "project", "programme", "program", "scheme", "initiative", "heading", "account",
        "merchant category", "purpose of grant", "grant purpose", "contract", "agreement",
        "description", "detail", "details", "narrative",
    ),
    "service": ("service name", "service", "support service"),
    "activity": (
        "activity", "service area", "service", "service label", "service description", "department name", "department",
        "directorate", "division", "service division", "service division label", "organisational unit", "cost centre",
        "service cost centre", "cost centre description", "business unit", "workstream", "theme", "team", "area",
    ),
    "note": ("note", "notes", "comment", "comments", "remark", "remarks", "narrative", "description", "month",
        "accounting month", "calendar month", "month paid", "month of payment"),
    "source": (
        "source", "source document", "where from", "transaction number", "transaction no", "transaction id",
        "transaction reference", "reference number", "reference", "ref no", "ref", "hbc ref no", "document number",
        "voucher number", "invoice number", "invoice no", "invoice ref", "invoice reference",
    ),
}  # fmt: skip
"""Each field and the headings that name it, the best first. A heading may serve another field if the first is taken."""

PERIOD_FIELDS = (
    *("financial_year", "calendar_year", "academic_year", "quarter", "month", "period", "date"),
    *("start", "end"),
)
"""Fields in which rows say which period, or part of one, they are of; no heading names a start or an end by itself."""
YEAR_FIELDS = frozenset(PERIOD_FIELDS).difference({"month", "period"})
"""Those that settle the period without anything beside them."""
BOOKED = ("financial_year", "quarter", "month", "period")
"""Fields that say when the ledger counts a payment, beside the day of the payment."""
