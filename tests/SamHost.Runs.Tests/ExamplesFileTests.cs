using SamHost.Contracts.Gradients;
using SamHost.Contracts.Training;
using SamHost.Studies.Execution;
using SamHost.TestSupport;
using SamHost.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Runs.Tests;

/// <summary>
/// What <c>examples.parquet</c> says of each example, read back with a reader of its own and computed again by definition.
/// </summary>
public class ExamplesFileTests
{
    private const string FullBatch = """
        { "Study": { "Epochs": 1, "BatchSize": 60, "RecordExamplesAt": [1], "Optimizers": [{ "Name": "OPTIMIZER",
          "Options": { "Rho": 0.3 } }] } }
        """;

    [Theory]
    [InlineData("1-sam", 1)]
    [InlineData("l-sam", 1)]
    [InlineData("j-sam", 1)]
    [InlineData("n-sam", 60)]
    [InlineData("m-sam", 4)]
    public async Task Losses_and_weights_of_the_first_step_are_those_of_the_definitions(string optimizer, int groupSize)
    {
        using var study = new SmallStudy(FullBatch.Replace("OPTIMIZER", optimizer));
        var witness = new Witness();
        study.Observe = (_, _) => witness;
        var rows = await ExampleRows.Read(study.RunToTheEnd().Single().Folder);

        using var scope = NewDisposeScope();
        var seeds = new SeedSequence(1);
        using var data = study.Scenes.LoadData(seeds);
        using var model = study.Scenes.BuildModel(data, seeds).to(ScalarType.Float64);
        var order = tensor(witness.Order.ToArray());
        // Groups are consecutive examples of the batch.
        var (inputs, labels) = (data.AllInputs().index_select(0, order).to(ScalarType.Float64), data.GivenLabels.index_select(0, order));
        var losses = LogitLoss.Losses(model.call(inputs), labels);
        var reference = new ReferenceRules(model, inputs, labels);

        Assert.Equal(Enumerable.Range(0, 60), rows.Select(row => row.Index));
        foreach (var (place, index) in witness.Order.Index())
        {
            var row = rows[(int)index];
            Assert.Equal((1, data.Labels.IsFlipped((int)index)), (row.Epoch, row.IsFlipped));
            Assert.Equal((data.Labels.GivenLabels[(int)index], data.Labels.TrueLabels![(int)index]), (row.GivenLabel, row.TrueLabel));
            // Of a model with one logit f the loss is softplus(-margin).
            TensorAssert.Close(Math.Log(1 + Math.Exp(-row.Margin)), row.Loss, 1e-5);
            TensorAssert.Close(losses[place].ToDouble(), row.Loss, 1e-5);
            TensorAssert.Close(reference.GradientNorm(place), row.GradientNorm!.Value, 1e-4);
            TensorAssert.Close(reference.Weight(0.3, place, groupSize), row.Weight!.Value, 1e-4);
            TensorAssert.Close(reference.LogitWeight(0.3, place, groupSize), row.LogitWeight, 1e-4);
        }

        Assert.Contains(rows, row => row.IsFlipped);
    }

    [Fact]
    public async Task A_rule_without_a_perturbation_weighs_every_example_by_one()
    {
        using var study = new SmallStudy("""{ "Study": { "RecordExamplesAt": [2] } }""");

        var rows = await ExampleRows.Read(study.RunToTheEnd().Single().Folder);

        Assert.Equal(60, rows.Count);
        Assert.All(rows, row => Assert.Equal((2, 1.0, 1.0), (row.Epoch, row.Weight, row.LogitWeight)));
        Assert.All(rows, row => Assert.True(row.GradientNorm > 0));
    }

    [Fact]
    public async Task By_default_the_early_epochs_every_fifth_and_the_last_are_there_with_each_example_once()
    {
        using var study = new SmallStudy("""{ "Study": { "Epochs": 16, "Optimizers": [{ "Name": "1-sam" }] } }""");

        var rows = await ExampleRows.Read(study.RunToTheEnd().Single().Folder);

        int[] recorded = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16];
        Assert.Equal(
            recorded.SelectMany(epoch => Enumerable.Range(0, 60).Select(index => (epoch, index))),
            rows.Select(row => (row.Epoch, row.Index)));
        // The total weight costs time: it is there every 5th epoch, and in the last.
        Assert.All(rows, row => Assert.Equal(row.Epoch is 5 or 10 or 15 or 16, row.Weight is not null));
    }

    [Fact]
    public async Task Weights_are_computed_in_the_epochs_of_a_setting_of_their_own()
    {
        using var study = new SmallStudy(
            """{ "Study": { "Epochs": 3, "RecordExamplesAt": [1, 3], "RecordWeightsAt": [3], "Optimizers": [{ "Name": "1-sam" }] } }""");

        var rows = await ExampleRows.Read(study.RunToTheEnd().Single().Folder);

        Assert.Equal([1, 3], rows.Select(row => row.Epoch).Distinct());
        Assert.All(rows, row => Assert.Equal(row.Epoch == 3, row.Weight is not null && row.GradientNorm is not null));
    }

    [Fact]
    public async Task Examples_set_aside_for_validation_are_not_among_them()
    {
        using var study = new SmallStudy("""{ "Study": { "RecordExamplesAt": [1], "EarlyStopping": { "ValidationFraction": 0.2 } } }""");

        var rows = await ExampleRows.Read(study.RunToTheEnd().Single().Folder);

        using var data = study.Scenes.LoadData(new SeedSequence(1));
        Assert.Equal(data.TrainingIndices.data<long>().ToArray().Order(), rows.Select(row => (long)row.Index));
    }

    [Fact]
    public void Without_a_recorded_epoch_there_is_no_file()
    {
        using var study = new SmallStudy("""{ "Study": { "RecordExamplesAt": [] } }""");

        Assert.False(File.Exists(Path.Combine(study.RunToTheEnd().Single().Folder, "examples.parquet")));
    }

    [Fact]
    public async Task A_run_that_fails_keeps_the_epochs_before()
    {
        using var study = new SmallStudy("""{ "Study": { "Epochs": 5, "RecordExamplesAt": [1, 2, 3, 4, 5] } }""");
        study.Observe = (_, _) => new Diary("a", [], line =>
        {
            if (line == "StepCompleted 3 9") throw new InvalidOperationException("it rains");
        });

        RunOutcome outcome = Assert.Single(study.Run().Outcomes);

        Assert.Equal("The observer Diary failed in StepCompleted: it rains", outcome.Error);
        Assert.Equal([1, 2], (await ExampleRows.Read(outcome.Folder)).Select(row => row.Epoch).Distinct());
        Assert.Equal(2, MetricsRows.Column(outcome.Folder, "train_loss").Count);
    }

    [Fact]
    public async Task Readers_of_a_run_in_progress_do_not_fail_it()
    {
        using var study = new SmallStudy("""{ "Study": { "Epochs": 3, "RecordExamplesAt": [1, 2, 3] } }""");
        using var reader = new OpenReader();
        study.Observe = (_, _) => reader;

        var rows = await ExampleRows.Read(study.RunToTheEnd().Single().Folder);

        Assert.Equal([1, 2, 3], rows.Select(row => row.Epoch).Distinct());
    }

    /// <summary>Has the files of the run open from its second epoch on, as a report does.</summary>
    private sealed class OpenReader : ITrainingObserver, IDisposable
    {
        private readonly List<FileStream> _files = [];
        private string _folder = "";

        public void RunStarting(TrainingRun run) => _folder = run.Folder;

        public void EpochStarting(int epoch)
        {
            string[] read = ["config.json", "manifest.json", "metrics.csv", "examples.parquet"];
            if (epoch == 2) _files.AddRange(read.Select(file => File.OpenRead(Path.Combine(_folder, file))));
        }

        public void Dispose() => _files.ForEach(file => file.Dispose());
    }
}
