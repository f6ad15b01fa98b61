from foi_stats.request.project_folders import Places
from foi_stats.run.run_record import About, settings_files


def test_a_report_depends_on_the_files_of_its_authority_s_house_style(tmp_path):
    folder = tmp_path / "data" / "authorities"
    folder.mkdir(parents=True)
    house = '[house]\nlogo = "arms.png"\nlogo_alt = "Arms"\nfont = "F"\nfont_files = ["a.ttf", "b.ttf"]\n'
    (folder / "exampleshire.toml").write_text(house, encoding="utf-8")
    places = Places(tmp_path / "notebooks", tmp_path / "data", tmp_path / "reports")
    named = {path.name for path in settings_files(places, "1", About("exampleshire", "t"))}
    assert {"arms.png", "a.ttf", "b.ttf"} <= named
