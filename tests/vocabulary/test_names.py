from foi_stats.vocabulary.names import no_such


def test_the_nearest_name_and_all_names_are_given():
    said = no_such("authority", "exampelshire", ["exampleshire", "north-yorkshire"])
    assert said == (
        "There is no authority 'exampelshire'. Did you mean 'exampleshire'? There are: exampleshire, north-yorkshire."
    )


def test_case_is_no_other_name():
    assert "Did you mean 'North-Yorkshire'?" in no_such("authority", "north-yorkshire", ["North-Yorkshire"])


def test_a_name_that_is_like_none_has_no_suggestion():
    assert no_such("topic", "x", [], "data/topics/") == "There is no topic 'x' in data/topics/. There are: none yet."


def test_of_many_names_the_first_are_given():
    assert no_such("column", "x", map(str, range(40))).endswith("28, 29 and 10 more.")
