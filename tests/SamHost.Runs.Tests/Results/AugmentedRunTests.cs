using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Runs.Tests.Results;

/// <summary>Runs with augmentations and metrics, read back.</summary>
public class AugmentedRunTests
{
    [Fact]
    public void Settings_made_again_of_augmented_runs_make_the_same_runs()
    {
        using var study = new SmallStudy("""
            { "Study": { "Epochs": 1, "Augmentations": [{ "Name": "mixup" }], "Metrics": [{ "Name": "brier-score" }],
              "Optimizers": [{ "Name": "sgd" }, { "Name": "sgd", "Label": "plain", "Augmentations": [] }] } }
            """);
        var runs = RunSelection.Of([.. study.RunToTheEnd().Select(outcome => outcome.Folder)], "runs").Runs;

        using var again = new SmallStudy(Assert.Single(StudySettings.Of(runs)).ToJsonString());
        using var alone = new SmallStudy(StudySettings.OfRun("small", runs[0].Configuration).ToJsonString());

        Assert.Equal(runs.Select(run => run.Id).Order(), again.Runs.All.Select(run => run.Id).Order());
        Assert.Equal(runs[0].Id, alone.Runs.All.Single().Id);
        Assert.All(runs, run => Assert.Contains("test_brier_score", run.Metrics.Names));
        Assert.All(runs, run => Assert.Equal("1", run.MetricUnits["test_brier_score"]));
    }

    [Fact]
    public void What_is_measured_makes_no_other_group()
    {
        using var first = new SmallStudy("""{ "Study": { "Seeds": [1] } }""");
        using var second = new SmallStudy("""{ "Study": { "Seeds": [2], "Metrics": [{ "Name": "brier-score" }] } }""");
        string[] folders = [.. first.RunToTheEnd().Concat(second.RunToTheEnd()).Select(outcome => outcome.Folder)];

        Assert.Equal("sgd", Assert.Single(RunGroups.Of(RunSelection.Of(folders, "runs").Runs)).Name.Split('/')[^1]);
    }
}
