"""A build is a complete application for one set of plugins."""


def test_a_build_without_plugins_answers(site, client):
    assert site.enabled == ()
    assert client.get("/nothing-here").status_code == 404


def test_staff_reach_the_desk(login_as):
    assert login_as("administrator").get("/ban-lam-viec/").status_code == 200
