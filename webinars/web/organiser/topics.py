"""The topics that all hosts share, and what adding, renaming or removing one does."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import KeyTakenError, NotFoundError, NotPossibleError, StaleRevisionError
from webinars.models.organiser import Role
from webinars.models.series import Topic
from webinars.queries.editing import list_topics
from webinars.queries.memberships import list_hosts_of
from webinars.queries.topics import (
    count_agreed_drafts,
    count_readers,
    count_webinars_by_topic,
    get_topic_of,
    list_carriers,
)
from webinars.services.topics import create_topic, remove_topic, rename_topic
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.differences import list_differences
from webinars.web.forms.topics import RemovalForm, TopicForm
from webinars.web.language import current_language
from webinars.web.long_forms import keep_expired_forms

bp = organiser_blueprint("organiser_topics")
keep_expired_forms(bp)


@bp.get("/topics")
def index() -> ResponseReturnValue:
    """Show all topics, and how many webinars of the organiser's hosts carry each."""
    organiser = current_organiser()
    if not list_hosts_of(organiser, Role.EDITOR):
        raise NotFoundError
    return render_template(
        "organiser/topics/index.html",
        topics=list_topics(),
        counts=count_webinars_by_topic(list_hosts_of(organiser)),
        saved="saved" in request.args,
    )


@bp.route("/topics/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Ask for a new topic; create it."""
    organiser = current_organiser()
    if not list_hosts_of(organiser, Role.EDITOR):
        raise NotFoundError
    form = TopicForm(list_topics(), None)
    if form.submitted():
        try:
            create_topic(organiser, form.details(), now=clock.now())
        except KeyTakenError:
            form.refuse_name()
        else:
            return _to_list()
    return _show(form, None)


@bp.route("/topics/<key>/edit", methods=["GET", "POST"])
def edit(key: str) -> ResponseReturnValue:
    """Show the names of a topic; store what was changed."""
    organiser = current_organiser()
    topic = get_topic_of(organiser, key)
    form = TopicForm(list_topics(), topic)
    if form.submitted():
        try:
            rename_topic(organiser, key, form.details(), now=clock.now())
        except StaleRevisionError:
            stored = TopicForm([], topic, stored=True)
            form.version.data = stored.version.data
            page = _show(form, topic, differences=list_differences(form, stored))
            return page, 409
        return _to_list()
    return _show(form, topic)


@bp.route("/topics/<key>/remove", methods=["GET", "POST"])
def remove(key: str) -> ResponseReturnValue:
    """Say what loses a topic, or gets another one in its place; then do it."""
    organiser, now = current_organiser(), clock.now()
    topic = get_topic_of(organiser, key)
    form, overtaken = (
        RemovalForm([each for each in list_topics() if each is not topic], current_language()),
        False,
    )
    if form.submitted():
        into: str = form.into.data
        try:
            remove_topic(organiser, key, into=into, seen=form.told, now=now)
        except (NotPossibleError, StaleRevisionError):
            overtaken = True
        else:
            return _to_list()
    carriers = list_carriers(organiser, topic)
    form.seen.data = str(carriers.count)
    page = render_template(
        "organiser/topics/remove.html",
        topic=topic,
        form=form,
        carriers=carriers,
        overtaken=overtaken,
        readers=count_readers(organiser, carriers.webinars, now),
        agreed=count_agreed_drafts(carriers.webinars),
    )
    return page, 409 if overtaken else 200


def _show(form: TopicForm, topic: Topic | None, **more: object) -> str:
    return render_template("organiser/topics/form.html", form=form, topic=topic, **more)


def _to_list() -> ResponseReturnValue:
    return redirect(url_for(".index", saved=1), code=303)
