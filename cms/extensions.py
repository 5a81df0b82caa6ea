"""The extension objects that every build binds to its own application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The declarative base: one naming convention from the first migration on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# expire_on_commit would open a second read transaction after every commit.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

# Flask-SQLAlchemy's generated base is opaque to type checkers; Base has the same shape.
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
