from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel, force_locale


@pytest.fixture(autouse=True)
def sentences_in_english():
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale("en"):
        yield
