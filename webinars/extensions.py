"""The Flask extensions, unbound; ``create_app`` binds them."""

from flask_babel import Babel
from flask_compress import Compress
from flask_mail import Mail
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

babel = Babel()
compress = Compress()
csrf = CSRFProtect()
mail = Mail()
migrate = Migrate()
