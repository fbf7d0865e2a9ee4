using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs.Results;
using SamHost.Studies.Execution;
using SamHost.TestSupport;

namespace SamHost.Runs.Tests.Results;

/// <summary>Runs are read back as they were written; what is damaged is named, and the others are used.</summary>
public sealed class RunSelectionTests : IDisposable
{
    private readonly SmallStudy _study = new(
        """
            { "Study": { "Seeds": [1, 2], "Epochs": 3, "RecordExamplesAt": [1, 3], "RecordWeightsAt": [3],
              "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }
            """);
    private readonly IReadOnlyList<RunOutcome> _outcomes;
    private readonly string _folder;

    public RunSelectionTests()
    {
        _outcomes = _study.RunToTheEnd();
        _folder = Path.Combine(_study.Folder, "runs", "small");
    }

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task A_run_is_read_back_as_it_was()
    {
        var outcome = _outcomes.Single(outcome => outcome is { Label: "1-sam", Seed: 2 });

        var run = Select().Runs.Single(run => run.Folder == outcome.Folder);

        Assert.Equal(("small", "1-sam", "1-sam", 2), (run.Study, run.Label, run.Optimizer, run.Seed));
        Assert.Equal(
            (outcome.Result!.PeakTestAccuracy, outcome.Result.PeakEpoch, outcome.Result.Final.TestAccuracy),
            (run.PeakTestAccuracy, run.PeakEpoch, run.FinalTestAccuracy));
        Assert.Equal(MetricsRows.Column(outcome.Folder, "train_loss"), run.Metrics.Column("train_loss"));
        Assert.Equal(outcome.Result.Final.LastHiddenNorm, run.Metrics.Last("last_hidden_norm"));
        var rows = await ExampleRows.Read(outcome.Folder);
        var read = run.Examples.Epochs().SelectMany(epoch => Enumerable.Range(0, epoch.Count).Select(i => new ExampleRow(
            epoch.Epoch, epoch.Step![i], epoch.Index[i], epoch.Id[i], epoch.IsFlipped![i], epoch.GivenLabel![i], epoch.TrueLabel![i],
            epoch.Loss[i], epoch.Margin![i], epoch.Weight?[i], epoch.LogitWeight[i], epoch.GradientNorm?[i])));
        Assert.Equal(rows, read);
        Assert.Equal([3], run.Examples.Epochs(epoch => epoch == 3).Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void Runs_that_differ_in_their_seed_alone_are_a_group_and_sgd_is_what_others_are_compared_with()
    {
        var groups = RunGroups.Of(Select().Runs);

        Assert.Equal(["sgd", "1-sam"], groups.Select(group => group.Name));
        Assert.All(groups, group => Assert.Equal([1L, 2L], group.Runs.Select(run => run.Seed)));
        Assert.Equal("sgd", RunGroups.Baseline(groups).Name);
        var difference = PairedDifference.Between(groups[1], groups[0], run => run.FinalTestAccuracy)!.Value;
        Assert.Equal(2, difference.Pairs);
        Assert.Equal(Final("1-sam") - Final("sgd"), difference.Mean, 1e-12);

        double Final(string label) =>
            _outcomes.Where(outcome => outcome.Label == label).Average(outcome => outcome.Result!.Final.TestAccuracy);
    }

    [Fact]
    public void Runs_of_one_label_and_several_configurations_are_told_apart_by_what_differs()
    {
        using var other = new SmallStudy("""{ "Study": { "Epochs": 2, "Optimizers": [{ "Name": "sgd" }] } }""");
        var elsewhere = other.RunToTheEnd().Single().Folder;

        var groups = RunGroups.Of(RunSelection.Of([_folder, elsewhere], "runs").Runs);

        Assert.Equal(["sgd (Epochs 3)", "1-sam", "sgd (Epochs 2)"], groups.Select(group => group.Name));
    }

    [Fact]
    public void Each_noise_rate_has_an_sgd_of_its_own_to_compare_with()
    {
        using var other = new SmallStudy(
            """
                { "Study": { "Epochs": 3, "RecordExamplesAt": [], "Noise": { "Options": { "Rate": 0.1 } },
                  "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }
                """);
        string[] elsewhere = [.. other.RunToTheEnd().Select(outcome => outcome.Folder)];

        var compared = ComparedGroup.WithinStudies(RunGroups.Of(RunSelection.Of([_folder, .. elsewhere], "runs").Runs));

        Assert.Equal(4, compared.Count);
        Assert.All(compared, group => Assert.Equal(Rate(group.Group), Rate(group.Reference)));
        Assert.Equal(["sgd", "sgd", "sgd", "sgd"], compared.Select(group => group.Reference.Label));

        static double Rate(RunGroup group) => (double)group.Runs[0].Configuration["Noise"]!["Options"]!["Rate"]!;
    }

    [Theory]
    [InlineData(
        """{ "Study:BaseRule:Options:LearningRate": [0.1, 0.01] }""", "sgd", "1-sam LearningRate=0.01 > sgd LearningRate=0.01",
        "1-sam LearningRate=0.1 > sgd LearningRate=0.1", "sgd LearningRate=0.01 > sgd LearningRate=0.01",
        "sgd LearningRate=0.1 > sgd LearningRate=0.1")]
    [InlineData("""{ "Study:Optimizers:1:Options:Rho": [0.1, 0.2] }""", "sgd", "1-sam Rho=0.1 > sgd", "1-sam Rho=0.2 > sgd", "sgd > sgd")]
    [InlineData(
        """{ "Study:Optimizers:1:Options:Rho": [0.1, 0.2] }""", "n-sam", "1-sam Rho=0.1 > n-sam", "1-sam Rho=0.2 > n-sam", "n-sam > n-sam")]
    public void In_a_sweep_what_varies_for_both_is_the_same_for_both(string sweep, string first, params string[] comparisons)
    {
        using var study = new SmallStudy(
            $$"""{ "Study": { "Epochs": 1, "Optimizers": [{ "Name": "{{first}}" }, { "Name": "1-sam" }], "Sweep": {{sweep}} } }""");
        string[] folders = [.. study.RunToTheEnd().Select(outcome => outcome.Folder)];

        var compared = ComparedGroup.WithinStudies(RunGroups.Of(RunSelection.Of(folders, "runs").Runs));

        Assert.Equal(comparisons, compared.Select(group => $"{group.Group.Name} > {group.Reference.Name}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Losses_are_compared_within_one_task_and_their_settings_make_the_runs_again()
    {
        using var study = new SmallStudy("""
            { "Study": { "Epochs": 1, "Optimizers": [{ "Name": "sgd" },
              { "Name": "sgd", "Label": "gce", "Loss": { "Name": "generalized-cross-entropy", "Options": { "Q": 0.4 } } }] } }
            """);
        var runs = RunSelection.Of([.. study.RunToTheEnd().Select(outcome => outcome.Folder)], "runs").Runs;

        var compared = ComparedGroup.WithinStudies(RunGroups.Of(runs));
        using var again = new SmallStudy(Assert.Single(StudySettings.Of(runs)).ToJsonString());

        Assert.Equal(["sgd > sgd", "gce > sgd"], compared.Select(group => $"{group.Group.Name} > {group.Reference.Name}"));
        Assert.Equal(runs.Select(run => run.Id).Order(), again.Runs.All.Select(run => run.Id).Order());
    }

    [Fact]
    public void What_is_recorded_makes_no_other_group_and_the_last_of_two_runs_of_a_seed_counts()
    {
        using var other =
            new SmallStudy("""{ "Study": { "Seeds": [2, 3], "Epochs": 3, "RecordExamplesAt": [], "Optimizers": [{ "Name": "sgd" }] } }""");
        string[] later = [.. other.RunToTheEnd().Select(outcome => outcome.Folder)];

        var group = RunGroups.Of(RunSelection.Of([_folder, .. later], "runs").Runs)[0];

        Assert.Equal("sgd", group.Name);
        Assert.Equal(
            [_outcomes.Single(outcome => outcome is { Label: "sgd", Seed: 1 }).Folder, .. later], group.Runs.Select(run => run.Folder));
    }

    [Fact]
    public void Groups_that_differ_in_more_settings_than_a_name_holds_have_names_of_their_own()
    {
        string[] settings = [
            "\"BatchSize\": 20", "\"BatchSize\": 30", "\"Noise\": { \"Options\": { \"Rate\": 0.1 } }",
            "\"Model\": { \"Options\": { \"HiddenSizes\": [9] } }", "\"BaseRule\": { \"Options\": { \"Momentum\": 0.5 } }",
            "\"BaseRule\": { \"Options\": { \"WeightDecay\": 0.5 } }"];
        List<SmallStudy> studies = [.. settings.Select(setting => new SmallStudy($$"""{ "Study": { "Epochs": 1, {{setting}} } }"""))];
        string[] folders = [.. studies.SelectMany(study => study.RunToTheEnd()).Select(outcome => outcome.Folder)];

        var groups = RunGroups.Of(RunSelection.Of(folders, "runs").Runs);
        studies.ForEach(study => study.Dispose());

        Assert.Equal(6, groups.DistinctBy(group => group.Name).Count());
        var alike = groups.Where(group => !group.Name.EndsWith(')')).ToList();
        Assert.NotEmpty(alike);
        Assert.All(alike, group => Assert.EndsWith($") {group.Runs[0].Id[^10..]}", group.Name, StringComparison.Ordinal));
        Assert.Equal(
            groups.Select(group => $"a: {group.Name}"),
            ComparedGroup.Across([groups, groups], ["a", "b"]).Skip(6).Select(group => group.Reference.Name));
    }

    [Theory]
    [InlineData("manifest.json", "{ \"run\": ", "manifest.json is no valid JSON (line 1).")]
    [InlineData("manifest.json", "{ \"status\": \"completed\" }", "are not those of a run")]
    [InlineData("manifest.json", "[]", "manifest.json holds no JSON object.")]
    [InlineData("config.json", null, "config.json is missing.")]
    [InlineData("metrics.csv", null, "metrics.csv is missing.")]
    [InlineData("metrics.csv", "", "metrics.csv does not begin with the column 'epoch'.")]
    [InlineData("metrics.csv", "epoch,train_loss\n", "metrics.csv has no epoch.")]
    [InlineData("metrics.csv", "epoch,train_loss\n1,0.5\n2\n", "metrics.csv, line 3: 1 cells, and there are 2 columns.")]
    [InlineData("metrics.csv", "epoch,train_loss\n1,much\n", "metrics.csv, line 2: 'much' is no number.")]
    [InlineData("examples.parquet", "PAR1 cut off", "examples.parquet cannot be read as Parquet")]
    public void A_damaged_run_is_named_and_the_others_are_used(string file, string? content, string problem)
    {
        var damaged = Path.Combine(_outcomes[0].Folder, file);
        if (content is null) File.Delete(damaged);
        else File.WriteAllText(damaged, content);

        var selection = Select();

        Assert.Equal(3, selection.Runs.Count);
        Assert.Contains(problem, Assert.Single(selection.Problems), StringComparison.Ordinal);
        Assert.Contains(_outcomes[0].Folder, selection.Problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.json", "run")]
    [InlineData("manifest.json", "study")]
    [InlineData("manifest.json", "started")]
    [InlineData("manifest.json", "started", "\"yesterday\"")]
    [InlineData("manifest.json", "dataset")]
    [InlineData("manifest.json", "dataset", "{}")]
    [InlineData("manifest.json", "labelNoise")]
    [InlineData("manifest.json", "result")]
    [InlineData("config.json", "Label")]
    [InlineData("config.json", "Optimizer")]
    [InlineData("config.json", "Optimizer", "{}")]
    [InlineData("config.json", "BaseRule")]
    [InlineData("config.json", "Schedule")]
    [InlineData("config.json", "Dataset")]
    [InlineData("config.json", "Noise")]
    [InlineData("config.json", "Noise", "\"none\"")]
    [InlineData("config.json", "Model", "{ \"Name\": 3 }")]
    [InlineData("config.json", "Seed")]
    [InlineData("config.json", "RecordWeightsAt", "5")]
    public void A_run_whose_documents_lack_anything_is_named_and_the_others_are_used(string file, string key, string? value = null)
    {
        var path = Path.Combine(_outcomes[0].Folder, file);
        var document = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        Assert.True(document.Remove(key));
        if (value is not null) document[key] = JsonNode.Parse(value);
        File.WriteAllText(path, document.ToJsonString());

        var selection = Select();

        Assert.Equal(3, selection.Runs.Count);
        Assert.Contains("are not those of a run", Assert.Single(selection.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("running", "is still running, or was killed")]
    [InlineData("failed", "did not complete: failed")]
    [InlineData("cancelled", "did not complete: cancelled")]
    public void A_run_that_did_not_complete_is_named_and_the_others_are_used(string status, string problem)
    {
        var manifest = Path.Combine(_outcomes[0].Folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"completed\"", $"\"{status}\"", StringComparison.Ordinal));

        var selection = Select();

        Assert.Equal(3, selection.Runs.Count);
        Assert.Contains(problem, Assert.Single(selection.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_earlier_run_left_is_not_counted_twice()
    {
        _study.Again = true;
        _study.RunToTheEnd();

        Assert.Equal(8, Directory.GetDirectories(_folder).Length);
        Assert.Equal(4, Select().Runs.Count);
    }

    [Fact]
    public void The_beginning_of_a_name_is_a_run_where_it_is_that_of_one()
    {
        var results = Path.Combine(_study.Folder, "runs");
        _study.Again = true;
        _study.RunToTheEnd();

        Assert.Equal(
            _outcomes.Single(outcome => outcome is { Label: "sgd", Seed: 2 }).Folder,
            Assert.Single(RunSelection.Of(["SGD-s2"], results).Runs).Folder);
        var error = Assert.Throws<UserErrorException>(() => RunSelection.Of(["sgd-s"], results));
        Assert.Equal(
            "'sgd-s' may be any of "
                + $"{string.Join(", ", _outcomes.Where(outcome => outcome.Label == "sgd").Select(outcome => outcome.Folder))}; give more "
                + "of the name.", Assert.Single(error.Problems));
    }

    [Fact]
    public void A_name_that_leads_nowhere_is_an_error_with_the_nearest_study()
    {
        var error = Assert.Throws<UserErrorException>(() => RunSelection.Of(["smal"], Path.Combine(_study.Folder, "runs")));
        Assert.Contains("did you mean small?", Assert.Single(error.Problems), StringComparison.Ordinal);

        var empty = Assert.Throws<UserErrorException>(() => RunSelection.Of([_study.Folder], "runs"));
        Assert.Contains("neither the folder of a run", Assert.Single(empty.Problems), StringComparison.Ordinal);
    }

    private RunSelection Select() => RunSelection.Of([_folder], "runs");
}
