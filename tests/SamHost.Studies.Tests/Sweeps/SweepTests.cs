using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests.Sweeps;

public class SweepTests
{
    private const string TwoOptimizers =
        """{ "Study": { "Seeds": [1, 2], "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam", "Label": "one" }] } }""";

    [Fact]
    public void Lists_make_a_grid_the_last_varies_fastest_and_labels_say_the_values()
    {
        using var study = new SmallStudy(
            TwoOptimizers,
            """{ "Study": { "Sweep": { "Study:Noise:Options:Rate": [0, 0.4], "Study:BaseRule:Options:LearningRate": [0.1, 0.2] } } }""");

        Assert.Equal([(0, 0.1), (0, 0.2), (0.4, 0.1), (0.4, 0.2)], study.Points.Select(point => (Rate(point), LearningRate(point))));
        Assert.Equal(16, study.Runs.All.Count);
        Assert.Equal(
            ["sgd Rate=0 LearningRate=0.1", "one Rate=0 LearningRate=0.1", "sgd Rate=0 LearningRate=0.2"],
            study.Runs.Labels.Take(3));
    }

    [Fact]
    public void An_optimizer_that_a_value_does_not_concern_has_one_label_and_runs_once()
    {
        using var study =
            new SmallStudy(TwoOptimizers, """{ "Study": { "Sweep": { "Study:Optimizers:1:Options:Rho": [0.1, 0.2, 0.3] } } }""");

        Assert.Equal(["sgd", "one Rho=0.1", "one Rho=0.2", "one Rho=0.3"], study.Runs.Labels);
        Assert.Equal(2 + 6, study.Runs.All.Count);
    }

    [Fact]
    public void An_asterisk_is_every_optimizer_that_has_the_option()
    {
        using var study = new SmallStudy("""
            { "Study": { "Optimizers": [{ "Name": "l-sam" }, { "Name": "sgd" }, { "Name": "j-sam" }],
              "Sweep": { "Study:Optimizers:*:Options:Rho": [0.1, 0.2] } } }
            """);

        Assert.Equal(["l-sam Rho=0.1", "sgd", "j-sam Rho=0.1", "l-sam Rho=0.2", "j-sam Rho=0.2"], study.Runs.Labels);
    }

    [Fact]
    public void A_value_may_be_a_whole_component_or_a_list()
    {
        using var study = new SmallStudy("""
            { "Study": { "Sweep": { "Study:Model": [{ "Name": "linear" }, { "Name": "mlp" }], "Study:Dataset:Options:NoiseStd": [0.1] } } }
            """);
        using var sizes = new SmallStudy("""{ "Study": { "Sweep": { "Study:Model:Options:HiddenSizes": [[4], [5, 6]] } } }""");

        Assert.Equal(["sgd Model=linear NoiseStd=0.1", "sgd Model=mlp NoiseStd=0.1"], study.Runs.Labels);
        Assert.Equal(["sgd HiddenSizes=[4]", "sgd HiddenSizes=[5,6]"], sizes.Runs.Labels);
    }

    [Fact]
    public void Components_of_one_name_are_told_apart_by_what_differs()
    {
        using var study = new SmallStudy("""
            { "Study": { "Sweep": { "Study:Noise": [
              { "Name": "symmetric", "Options": { "Rate": 0.2, "Over": "OtherClasses" } }, { "Name": "symmetric", "Options": { "Rate": 0.4,
                "Over": "OtherClasses" } }, { "Name": "none" }] } } }
            """);
        using var rules = new SmallStudy("""
            { "Study": { "Sweep": { "Study:Optimizers:0": [{ "Name": "sgd" }, { "Name": "sgd", "BaseRule": { "Name": "adamw",
              "Options": { "Beta1": 0.5 } } }] } } }
            """);

        Assert.Equal(["sgd Noise=symmetric(Rate=0.2)", "sgd Noise=symmetric(Rate=0.4)", "sgd Noise=none"], study.Runs.Labels);
        Assert.Equal(["sgd 0=sgd", "sgd 0=sgd(BaseRule:Name=adamw,BaseRule:Options:Beta1=0.5)"], rules.Runs.Labels);
        Assert.Equal(
            study.Runs.Labels,
            RunGroups.Of(RunSelection.Of([.. study.RunToTheEnd().Select(outcome => outcome.Folder)], "runs").Runs)
                .Select(group => group.Name));
    }

    [Fact]
    public void Two_paths_with_one_last_part_are_told_apart()
    {
        using var study = new SmallStudy(TwoOptimizers, """
            { "Study": { "Optimizers": [{ "Name": "l-sam" }, { "Name": "1-sam" }], "Sweep": { "Study:Optimizers:0:Options:Rho": [0.1],
              "Study:Optimizers:1:Options:Rho": [0.2] } } }
            """);

        Assert.Equal(["l-sam 0:Options:Rho=0.1", "1-sam 1:Options:Rho=0.2"], study.Runs.Labels);
    }

    [Fact]
    public void A_run_of_a_sweep_is_that_of_the_same_settings_without_one_and_its_manifest_has_the_point()
    {
        using var swept = new SmallStudy("""{ "Study": { "Sweep": { "Study:Noise:Options:Rate": [0.1, 0.4] } } }""");
        using var plain = new SmallStudy(
            """{ "Study": { "Noise": { "Options": { "Rate": 0.4 } }, "Optimizers": [{ "Name": "sgd", "Label": "sgd Rate=0.4" }] } }""");
        var (ofSweep, alone) = (swept.RunToTheEnd()[1], plain.RunToTheEnd().Single());

        Assert.Equal(Path.GetFileName(alone.Folder), Path.GetFileName(ofSweep.Folder));
        Assert.Equal(
            File.ReadAllText(Path.Combine(alone.Folder, "config.json")), File.ReadAllText(Path.Combine(ofSweep.Folder, "config.json")));
        Assert.Equal(
            File.ReadAllText(Path.Combine(alone.Folder, "metrics.csv")), File.ReadAllText(Path.Combine(ofSweep.Folder, "metrics.csv")));
        var point = JsonNode.Parse(File.ReadAllText(Path.Combine(ofSweep.Folder, "manifest.json")))!["sweep"]!;
        Assert.Equal("""{"Study:Noise:Options:Rate":0.4}""", point.ToJsonString());
    }

    [Fact]
    public void What_is_wrong_at_several_points_is_said_once()
    {
        var error = Assert.Throws<UserErrorException>(
            () => new SmallStudy("""{ "Study": { "Sweep": { "Study:Nois:Options:Rate": [0.1, 0.2], "Study:Epochs": [1, 0] } } }"""));

        Assert.Equal(2, error.Problems.Count);
        Assert.Contains(
            error.Problems, problem => problem.Contains("Study:Nois: unknown key; did you mean Noise?", StringComparison.Ordinal));
        Assert.Contains(error.Problems, problem => problem.Contains("Study:Epochs: 0 is out of range", StringComparison.Ordinal));
    }

    [Fact]
    public void Too_many_points_are_refused_before_they_are_planned()
    {
        var values = string.Join(',', Enumerable.Range(1, 101));
        var error = Assert.Throws<UserErrorException>(
            () => new SmallStudy($$"""{ "Study": { "Sweep": { "Study:Epochs": [{{values}}], "Study:BatchSize": [{{values}}] } } }"""));

        Assert.Contains("10201 points", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    private static double Rate(StudyPlan point) => (double)point.Noise.ToJson()["Options"]!["Rate"]!;

    private static double LearningRate(StudyPlan point) => (double)point.Optimizers[0].ToJson()["BaseRule"]!["Options"]!["LearningRate"]!;
}
