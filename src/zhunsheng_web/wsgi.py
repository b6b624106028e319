"""What a web server calls. The register and its index are read before the first request."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhunsheng_web.settings")
application = get_wsgi_application()

from zhunsheng_web.access.walls import stand  # noqa: E402  (models are ready only now)
from zhunsheng_web.book.searching import index  # noqa: E402

stand()
index()
