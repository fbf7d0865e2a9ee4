using SamHost.TestSupport;

namespace SamHost.Configuration.Tests;

public class OptionsBinderTests
{
    private readonly SettingsProblems problems = new();

    [Fact]
    public void Every_kind_of_option_is_bound()
    {
        var options = Bind("""
            { "title": "t", "EPOCHS": 5, "Rate": 1e-3, "Momentum": 0, "Channels": 255, "Limit": 9007199254740993, "Shuffle": false,
              "Schedule": "step",
              "Patience": "00:00:30", "Seeds": [4, 5.0, 1e1], "Tags": ["a", 7], "Matrix": [[0, 1], [0.5, 0.5]], "Map": { "x": 1, "Y": 2 },
                "Code": "abc",
              "Warmup": { "Steps": 3 }, "Extra": { "From": 0.25 }, "Stages": [{ "Steps": 1 }, {}], "Model": { "Name": "mlp",
                "Options": { "Hidden": [8] } } }
            """);

        Assert.Empty(problems.Lines);
        Assert.Equal(("t", 5, 1e-3, 0f, 255), (options.Title, options.Epochs, options.Rate, options.Momentum, options.Channels));
        Assert.Equal((9007199254740993, false, SampleSchedule.Step), (options.Limit, options.Shuffle, options.Schedule));
        Assert.Equal(TimeSpan.FromSeconds(30), options.Patience);
        Assert.Equal([4, 5, 10], options.Seeds);
        Assert.Equal(["a", "7"], options.Tags);
        Assert.Equal([[0, 1], [0.5, 0.5]], options.Matrix);
        Assert.Equal(new Dictionary<string, int> { ["x"] = 1, ["Y"] = 2 }, options.Map);
        Assert.Equal(new SampleWarmup { Steps = 3, From = 0.5 }, options.Warmup);
        Assert.Equal(new SampleWarmup { Steps = 0, From = 0.25 }, options.Extra);
        Assert.Equal([new SampleWarmup { Steps = 1 }, new SampleWarmup()], options.Stages);
        Assert.Equal("8", options.Model!["Options"]!["Hidden"]!.Elements[0].Text);
    }

    [Fact]
    public void What_is_not_given_keeps_its_default()
    {
        var options = Bind("""{ "Title": "t", "Warmup": { "From": 1 } }""");

        Assert.Empty(problems.Lines);
        Assert.Equal((10, 0.1, null), (options.Epochs, options.Rate, options.Limit));
        Assert.Equal([1, 2, 3], options.Seeds);
        Assert.Equal(new SampleWarmup { Steps = 2, From = 1 }, options.Warmup);
        Assert.Null(options.Extra);
        Assert.Null(options.Model);
    }

    [Fact]
    public void Strings_from_paths_become_numbers_booleans_and_lists()
    {
        var options = BindPaths(
            "Title=true", "Epochs=5", "Rate= 0.5 ", "Shuffle=FALSE", "Seeds=1, 2,3", "Tags=a", "Limit=null", "Map:3=5", "Stages:1:Steps=2",
            "Stages:0:Steps=1");

        Assert.Empty(problems.Lines);
        Assert.Equal(("true", 5, 0.5, false, null), (options.Title, options.Epochs, options.Rate, options.Shuffle, options.Limit));
        Assert.Equal([1, 2, 3], options.Seeds);
        Assert.Equal(["a"], options.Tags);
        Assert.Equal(5, options.Map["3"]);
        Assert.Equal([1, 2], options.Stages.Select(stage => stage.Steps));
    }

    [Fact]
    public void A_single_number_is_a_list_of_one_and_an_empty_string_a_list_of_none()
    {
        Assert.Equal([5], BindPaths("Title=t", "Seeds=5").Seeds);
        Assert.Empty(BindPaths("Title=t", "Tags=").Tags);
        Assert.Empty(problems.Lines);
    }

    [Theory]
    [InlineData("""{"Epochs":"ten"}""", "Epochs: 'ten' is not an integer; give a whole number of at least 1.")]
    [InlineData("""{"Epochs":1.5}""", "Epochs: 1.5 is not an integer; give a whole number of at least 1.")]
    [InlineData("""{"Epochs":1e-40}""", "Epochs: 1e-40 is not an integer; give a whole number of at least 1.")]
    [InlineData("""{"Epochs":true}""", "Epochs: true is not an integer; give a whole number of at least 1.")]
    [InlineData("""{"Epochs":[5]}""", "Epochs: a list is not an integer; give a whole number of at least 1.")]
    [InlineData("""{"Epochs":null}""", "Epochs: null is not allowed here; give a whole number of at least 1.")]
    [InlineData("""{"Epochs":0}""", "Epochs: 0 is out of range; give a whole number of at least 1.")]
    [InlineData("""{"Epochs":2147483648}""", "Epochs: 2147483648 is outside -2147483648 to 2147483647; give a whole number of at least 1.")]
    [InlineData("""{"Epochs":1e300}""", "Epochs: 1e300 is outside -2147483648 to 2147483647; give a whole number of at least 1.")]
    [InlineData("""{"Channels":-1}""", "Channels: -1 is outside 0 to 255; give a whole number.")]
    [InlineData(
        """{"Limit":9223372036854775808}""",
        "Limit: 9223372036854775808 is outside -9223372036854775808 to 9223372036854775807; give a whole number.")]
    [InlineData("""{"Rate":"1,5"}""", "Rate: '1,5' is not a number; give a number above 0 and at most 1.")]
    [InlineData("""{"Rate":"NaN"}""", "Rate: 'NaN' is not a finite number; give a number above 0 and at most 1.")]
    [InlineData("""{"Rate":1e999}""", "Rate: 1e999 is not a finite number; give a number above 0 and at most 1.")]
    [InlineData("""{"Rate":0}""", "Rate: 0 is out of range; give a number above 0 and at most 1.")]
    [InlineData("""{"Momentum":1.0}""", "Momentum: 1.0 is out of range; give a number of at least 0 and below 1.")]
    [InlineData("""{"Momentum":1.4}""", "Momentum: 1.4 is out of range; give a number of at least 0 and below 1.")]
    [InlineData("""{"Momentum":1e39}""", "Momentum: 1e39 is not a finite number; give a number of at least 0 and below 1.")]
    [InlineData("""{"Shuffle":"yes"}""", "Shuffle: 'yes' is not a boolean; give true or false.")]
    [InlineData("""{"Shuffle":1}""", "Shuffle: 1 is not a boolean; give true or false.")]
    [InlineData("""{"Schedule":"cosin"}""", "Schedule: 'cosin' is not one of Constant, Step, Cosine; did you mean Cosine?")]
    [InlineData("""{"Schedule":"linear"}""", "Schedule: 'linear' is not one of Constant, Step, Cosine.")]
    [InlineData("""{"Schedule":1}""", "Schedule: 1 is not one of Constant, Step, Cosine.")]
    [InlineData(
        """{"Patience":5}""",
        "Patience: 5 is not a duration; give hours:minutes:seconds such as 00:05:00, a duration from 00:00:01 to 1.00:00:00.")]
    [InlineData(
        """{"Patience":"2.00:00:00"}""",
        "Patience: '2.00:00:00' is out of range; give hours:minutes:seconds such as 00:05:00, a duration from 00:00:01 to 1.00:00:00.")]
    [InlineData("""{"Title":null}""", "Title: null is not allowed here; give text.")]
    [InlineData("""{"Title":""}""", "Title: is required; give text.")]
    [InlineData("""{"Title":{}}""", "Title: an object is not text; give text.")]
    [InlineData("""{"Code":"a1"}""", "Code: 'a1' does not match the pattern [a-z]+.")]
    [InlineData("""{"Code":"a"}""", "Code: 'a' has 1 character; give 2 to 8.")]
    [InlineData("""{"Seeds":[]}""", "Seeds: has 0 elements; give at least 1.")]
    [InlineData("""{"Seeds":[1,2,3,4,5]}""", "Seeds: has 5 elements; give at most 4.")]
    [InlineData("""{"Seeds":[1,-2]}""", "Seeds:1: -2 is out of range; give a whole number from 0 to 100.")]
    [InlineData("""{"Seeds":[1,null]}""", "Seeds:1: null is not allowed here; give a whole number from 0 to 100.")]
    [InlineData("""{"Seeds":"1,x"}""", "Seeds:1: 'x' is not an integer; give a whole number from 0 to 100.")]
    [InlineData("""{"Seeds":{"0":1}}""", "Seeds: an object is not a list; give a list [ ... ], each element a whole number from 0 to 100.")]
    [InlineData("""{"Matrix":[[0,1],[0,2]]}""", "Matrix:1:1: 2 is out of range; give a number from 0 to 1.")]
    [InlineData("""{"Stages":"a,b"}""", "Stages: 'a,b' is not a list; give a list [ ... ], each element an object { ... }.")]
    [InlineData("""{"Stages":[{},{"Steps":-1}]}""", "Stages:1:Steps: -1 is out of range; give a whole number from 0 to 1000.")]
    [InlineData("""{"Stages":[{"Step":1}]}""", "Stages:0:Step: unknown key; did you mean Steps?")]
    [InlineData("""{"Map":{"a":"b"}}""", "Map:a: 'b' is not an integer; give a whole number.")]
    [InlineData("""{"Map":[1]}""", "Map: a list is not an object; give an object { ... }, each value a whole number.")]
    [InlineData("""{"Warmup":5}""", "Warmup: 5 is not an object; give an object { ... }.")]
    [InlineData("""{"Warmup":null}""", "Warmup: null is not allowed here; give an object { ... }.")]
    [InlineData("""{"Warmup":{"Steps":11}}""", "Warmup:Steps: 11 is more than Epochs, 10; give at most that.")]
    [InlineData("""{"Warmup":{"Duration":1}}""", "Warmup:Duration: unknown key; valid keys are Steps, From.")]
    [InlineData("""{"Epoch":5}""", "Epoch: unknown key; did you mean Epochs?")]
    [InlineData(
        """{"ReadOnly":5}""",
        "ReadOnly: unknown key; valid keys are Title, Epochs, Rate, Momentum, Channels, Limit, Shuffle, Schedule, Patience, Seeds, Tags, "
            + "Matrix, Map, Code, Warmup, Extra, Stages, Model.")]
    public void A_mistake_is_one_line_with_its_place_and_what_would_be_right(string json, string expected)
    {
        var title = SettingsText.Parse("""{"Title":"t"}""");

        OptionsBinder.Bind<SampleOptions>(SettingsMerge.Over(title, SettingsText.Parse(json), "", problems), "Study", problems);

        Assert.Equal([$"a.json: Study:{expected}"], problems.Lines);
    }

    [Theory]
    [InlineData("Seeds:1=5", "--set Seeds:1=5: Seeds:1: '1' is no index here; the list has no elements: give 0 to append one.")]
    [InlineData("Seeds=[1, 2", "--set Seeds=[1, 2: Seeds:0: '[1' is not an integer; give a whole number from 0 to 100.")]
    [InlineData("Warmup:Step=5", "--set Warmup:Step=5: Warmup:Step: unknown key; did you mean Steps?")]
    public void A_mistake_in_an_assignment_names_the_assignment(string assignment, string first)
    {
        BindPaths("Title=t", assignment);

        Assert.Equal(first, problems.Lines[0]);
    }

    [Fact]
    public void All_problems_are_reported_at_once_each_with_its_own_origin()
    {
        var file = SettingsText.Parse("""{"Epoch":5,"Rate":2,"Seeds":[1,"x",-1],"Warmup":{"Steps":"many"},"Schedule":"cosin"}""");
        var path = PathSettings.FromCommandLine(["Shuffle=perhaps", "Seeds:0=-7"], problems);

        OptionsBinder.Bind<SampleOptions>(SettingsMerge.Over(file, path, "", problems), "", problems);

        Assert.Equal(
            [
                "a.json: Epoch: unknown key; did you mean Epochs?",
                "a.json: Title: is required; give text.",
                "a.json: Rate: 2 is out of range; give a number above 0 and at most 1.",
                "--set Shuffle=perhaps: Shuffle: 'perhaps' is not a boolean; give true or false.",
                "a.json: Schedule: 'cosin' is not one of Constant, Step, Cosine; did you mean Cosine?",
                "--set Seeds:0=-7: Seeds:0: -7 is out of range; give a whole number from 0 to 100.",
                "a.json: Seeds:1: 'x' is not an integer; give a whole number from 0 to 100.",
                "a.json: Seeds:2: -1 is out of range; give a whole number from 0 to 100.",
                "a.json: Warmup:Steps: 'many' is not an integer; give a whole number from 0 to 1000.",
            ],
            problems.Lines);
        Assert.Equal(problems.Lines, Assert.Throws<UserErrorException>(problems.ThrowIfAny).Problems);
    }

    [Fact]
    public void A_rule_across_options_names_the_layer_of_the_option_that_it_blames()
    {
        var file = SettingsText.Parse("""{"Title":"t","Epochs":1,"Warmup":{"Steps":1}}""");
        var path = PathSettings.FromCommandLine(["Warmup:Steps=2"], problems);

        OptionsBinder.Bind<SampleOptions>(SettingsMerge.Over(file, path, "", problems), "Study", problems);

        Assert.Equal(["--set Warmup:Steps=2: Study:Warmup:Steps: 2 is more than Epochs, 1; give at most that."], problems.Lines);
    }

    [Fact]
    public void A_section_that_is_missing_lacks_what_is_required()
    {
        OptionsBinder.Bind<SampleOptions>(null, "Study", problems);

        Assert.Equal(["Study:Title: is required; give text."], problems.Lines);
    }

    [Fact]
    public void A_default_out_of_range_has_to_be_given()
    {
        OptionsBinder.Bind<HasNoDefault>(SettingsText.Parse("{}"), "", problems);

        Assert.Equal(["a.json: Count: the default 0 is out of range; give a whole number from 1 to 10000000000."], problems.Lines);
    }

    [Fact]
    public void A_bound_of_a_single_precision_option_is_itself_allowed()
    {
        OptionsBinder.Bind<HasSingleBound>(SettingsText.Parse("""{"Rate":0.3}"""), "", problems);

        Assert.Empty(problems.Lines);
    }

    [Fact]
    public void A_rule_across_options_waits_until_each_is_right()
    {
        OptionsBinder.Bind<SampleOptions>(SettingsText.Parse("""{"Title":"t","Epochs":"one","Warmup":{"Steps":11}}"""), "", problems);

        Assert.Equal(["a.json: Epochs: 'one' is not an integer; give a whole number of at least 1."], problems.Lines);
    }

    [Fact]
    public void The_key_of_the_schema_is_no_problem_at_the_root()
    {
        var tree = SettingsText.Parse("""{"$schema":"s.json","Warmup":{"Steps":1}}""");
        var settings = new Settings(tree, [new SettingsSection("Warmup", typeof(SampleWarmup), "A sample.")], problems);

        Assert.Empty(settings.Check().Lines);
    }

    [Fact]
    public void A_property_that_settings_cannot_express_is_the_authors_mistake()
    {
        var exception = Assert.Throws<NotSupportedException>(() => OptionsBinder.Bind<HasAction>(null, "", problems));

        Assert.Contains("HasAction.Callback", exception.Message);
    }

    private SampleOptions Bind(string json) => OptionsBinder.Bind<SampleOptions>(SettingsText.Parse(json), "", problems);

    private SampleOptions BindPaths(params string[] assignments) =>
        OptionsBinder.Bind<SampleOptions>(PathSettings.FromCommandLine(assignments, problems), "", problems);

    private sealed class HasAction
    {
        public Action? Callback { get; set; }
    }

    private sealed class HasSingleBound
    {
        [System.ComponentModel.DataAnnotations.Range(0, 0.3)]
        public float Rate { get; set; }
    }

    public sealed class HasNoDefault
    {
        [System.ComponentModel.DataAnnotations.Range(1, 10000000000.0)]
        public long Count { get; set; }
    }
}
