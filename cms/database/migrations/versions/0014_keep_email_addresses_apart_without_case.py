"""Keep e-mail addresses apart without case."""

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


_SHARED = sa.text(
    "SELECT username, email FROM users WHERE lower(email) IN (SELECT lower(email)"
    " FROM users WHERE email IS NOT NULL GROUP BY lower(email) HAVING count(*) > 1)"
    " ORDER BY lower(email), username"
)
_REFUSAL = """Accounts share an e-mail address, with capitals in other places: {named}.
Nothing was changed. Give each an address of its own or none, as in
    UPDATE users SET email = NULL WHERE username = '…';
and run `cms db upgrade` again."""


def upgrade() -> None:
    shared = op.get_bind().execute(_SHARED).all()
    if shared:
        named = ", ".join(f"{username} ({email})" for username, email in shared)
        raise ValueError(_REFUSAL.format(named=named))
    op.create_index(
        "uq_users_email_any_case", "users", [sa.text("lower(email)")], unique=True
    )


def downgrade() -> None:
    op.drop_index("uq_users_email_any_case", table_name="users")
