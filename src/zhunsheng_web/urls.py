"""The map of the workbench."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("zhunsheng_web.desk.urls")),
    path("boards/", include("zhunsheng_web.boards.urls")),
    path("book/", include("zhunsheng_web.book.urls")),
    path("papers/", include("zhunsheng_web.papers.urls")),
    path("upkeep/", include("zhunsheng_web.upkeep.urls")),
    path("access/", include("zhunsheng_web.access.urls")),
    path("api/", include("zhunsheng_web.api.urls")),
    path("language/", include("zhunsheng_web.ui.urls")),
    path("account/", include("zhunsheng_web.access.entrance")),
]
handler400 = "zhunsheng_web.ui.faults.unreadable"
handler403 = "zhunsheng_web.ui.faults.refused"
handler404 = "zhunsheng_web.ui.faults.not_there"
handler500 = "zhunsheng_web.ui.faults.broken"
