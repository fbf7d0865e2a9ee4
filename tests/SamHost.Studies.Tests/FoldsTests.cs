using SamHost.Configuration;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Studies.Folds;
using SamHost.TestSupport;
using SamHost.Training;

namespace SamHost.Studies.Tests;

/// <summary>Cross-validation: each example is predicted once, by a run that did not see it.</summary>
public sealed class FoldsTests
{
    private const string FourFolds = """{ "Study": { "Fold": { "Count": 4 }, "RecordExamplesAt": [1] } }""";

    [Fact]
    public void Every_example_of_a_drawn_split_is_predicted_once_by_a_run_that_did_not_train_on_it()
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth, FourFolds);
        var runs = Run(study);

        Assert.Equal(4, runs.Count);
        Assert.All(runs, run =>
        {
            var predicted = Predictions(run).Ids.ToHashSet();
            Assert.Empty(predicted.Intersect(run.Examples.Epochs().Single().Id));
            Assert.Equal(60, predicted.Count + run.Examples.Epochs().Single().Count);
        });
        Assert.Equal(
            Enumerable.Range(0, 60).Select(place => $"point-{place}").Order(), runs.SelectMany(run => Predictions(run).Ids).Order());
        Assert.All(runs.SelectMany(run => Predictions(run).Probabilities), row => Assert.Equal(1, row.Sum(), 1e-6));
        Assert.All(runs, run => Assert.Null(Predictions(run).Truth));
    }

    [Fact]
    public void Where_noise_is_drawn_the_training_part_alone_is_divided_and_the_truth_is_kept()
    {
        using var study = new SmallStudy(FourFolds);
        using var whole = new SmallStudy().Scenes.LoadData(new SeedSequence(1));
        var predictions = Run(study).Select(Predictions).ToList();

        var given = predictions.SelectMany(fold => fold.Ids.Zip(fold.Given)).ToDictionary(entry => entry.First, entry => entry.Second);
        var truth = predictions.SelectMany(fold => fold.Ids.Zip(fold.Truth!)).ToDictionary(entry => entry.First, entry => entry.Second);
        Assert.Equal(whole.Labels.Ids.Order(), given.Keys.Order());
        Assert.All(whole.Labels.Ids.Index(), example =>
        {
            Assert.Equal(whole.ClassNames[(int)whole.Labels.GivenLabels[example.Index]], given[example.Item]);
            Assert.Equal(whole.ClassNames[(int)whole.Labels.TrueLabels![example.Index]], truth[example.Item]);
        });
    }

    [Fact]
    public void What_is_kept_of_one_epoch_is_what_the_model_of_its_end_predicts()
    {
        using var study = new SmallStudy(FourFolds, """{ "Study": { "Epochs": 1, "Seeds": [3] } }""");
        foreach (var run in Run(study))
        {
            var predictions = Predictions(run);
            var hits = predictions.Probabilities.Zip(predictions.Truth!).Count(
                entry => predictions.ClassNames[Array.IndexOf(entry.First, entry.First.Max())] == entry.Second);
            Assert.Equal(run.FinalTestAccuracy, (double)hits / predictions.Ids.Count, 1e-12);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Each_class_is_spread_evenly_and_the_seed_decides(int count)
    {
        long[] labels = [.. Enumerable.Range(0, 103).Select(place => (long)(place * place % 4))];
        var folds = FoldedData.FoldsOf(labels, 4, count, 11);

        Assert.Equal(folds, FoldedData.FoldsOf(labels, 4, count, 11));
        Assert.NotEqual(folds, FoldedData.FoldsOf(labels, 4, count, 12));
        foreach (var label in labels.Distinct())
        {
            var sizes = Enumerable.Range(0, count).Select(fold => folds.Zip(labels).Count(entry => entry == (fold, label))).ToList();
            Assert.True(sizes.Max() - sizes.Min() <= 1, $"class {label}: {string.Join(", ", sizes)}");
        }
    }

    [Fact]
    public void More_folds_than_examples_are_refused_before_anything_is_trained()
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth, """{ "Study": { "Fold": { "Count": 80 } } }""");

        Assert.Contains(
            "80 folds of 60 examples leave some without any", Assert.Throws<UserErrorException>(() => study.RunToTheEnd()).Message);
    }

    [Fact]
    public void Folds_are_one_group_of_runs()
    {
        using var study = new SmallStudy(FourFolds, """{ "Study": { "Seeds": [1, 2] } }""");

        var group = Assert.Single(RunGroups.Of(Run(study)));
        Assert.Equal(8, group.Runs.Count);
        Assert.Equal(
            [(1L, 0), (1L, 1), (1L, 2), (1L, 3), (2L, 0), (2L, 1), (2L, 2), (2L, 3)],
            group.Runs.Select(run => (run.Seed, run.Fold!.Value)));
    }

    private static IReadOnlyList<RecordedRun> Run(SmallStudy study) =>
        RunSelection.Of([.. study.RunToTheEnd().Select(outcome => outcome.Folder)], "runs").Runs;

    private static Predictions Predictions(RecordedRun run) => PredictionsFile.Read(Path.Combine(run.Folder, PredictionsFile.Name));
}
