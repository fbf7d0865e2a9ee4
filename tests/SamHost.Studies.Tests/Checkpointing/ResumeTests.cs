using System.Text.Json.Nodes;
using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.TestSupport;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies.Tests.Checkpointing;

/// <summary>A run that was interrupted, anywhere and any number of times, ends as one that was not: bit for bit.</summary>
public class ResumeTests
{
    // Four steps an epoch, the last one smaller.
    private const string Interruptible = """
        {
          "Study": {
            "Epochs": 5, "RecordExamplesAt": [1, 2, 4], "RecordWeightsAt": [2], "EvaluationEvery": 2,
            "Model": { "Options": { "HiddenSizes": [12, 12], "Dropout": 0.3 } },
            "Schedule": { "Name": "cosine", "Options": { "WarmupEpochs": 1 } },
            "Optimizers": [{ "Name": "OPTIMIZER" }]
          }
        }
        """;

    [Theory]
    [InlineData("sgd", "{}")]
    [InlineData("n-sam", "{}")]
    [InlineData("1-sam", "{}")]
    [InlineData("j-sam", """{ "Study": { "BaseRule": { "Name": "adamw" } } }""")]
    [InlineData(
        "m-sam", """{ "Study": { "EarlyStopping": { "ValidationFraction": 0.2, "Patience": 2 }, "EvaluationEvery": 1, "Epochs": 9 } }""")]
    [InlineData("1-sam", """{ "Study": { "Loss": { "Name": "early-learning" } } }""")]
    [InlineData("l-sam", """{ "Study": { "BaseRule": { "Options": { "Momentum": 0 } } } }""")]
    public void A_run_that_is_interrupted_at_any_step_ends_as_if_it_never_had_been(string optimizer, string layer)
    {
        string[] layers = [Interruptible.Replace("OPTIMIZER", optimizer), layer];
        using var undisturbed = new SmallStudy(layers);
        var expected = Assert.Single(undisturbed.RunToTheEnd());
        using var last = new CheckpointFolder(expected.Folder).Newest(Assert.Fail)!.Value.State;

        // Once after each step.
        for (var step = 1; step <= last.Step; step++)
        {
            using var study = new SmallStudy(layers);
            Assert.True(Interrupt(study, step), $"step {step}");
            var outcome = Assert.Single(study.RunToTheEnd());

            Assert.Contains(study.Notes, note => note.Contains($" goes on after step-{step:000000000000}", StringComparison.Ordinal));
            RunFiles.AssertSame(expected.Folder, outcome.Folder);
            Assert.Equal(expected.Result! with { Duration = default }, outcome.Result! with { Duration = default });
        }
    }

    [Fact]
    public void Interrupted_after_every_step_a_run_ends_as_if_it_never_had_been()
    {
        string[] layers = [Interruptible.Replace("OPTIMIZER", "1-sam")];
        using var undisturbed = new SmallStudy(layers);
        using var study = new SmallStudy(layers);
        var expected = Assert.Single(undisturbed.RunToTheEnd());

        for (var step = 1; step <= 20; step++) Assert.True(Interrupt(study, step));
        var outcome = Assert.Single(study.RunToTheEnd());

        RunFiles.AssertSame(expected.Folder, outcome.Folder);
        var resumed = JsonNode.Parse(File.ReadAllText(Path.Combine(outcome.Folder, RunFolder.ManifestFile)))!["resumed"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, 20), resumed.Select(part => (int)part!["step"]!));
    }

    [Fact]
    public void Where_weights_go_back_to_after_divergence_does_not_depend_on_an_interruption()
    {
        // Every other step diverges, and leads back.
        string[] layers = [
            Interruptible.Replace("OPTIMIZER", "1-sam"),
            """{ "Study": { "OnDivergence": "Restore", "BaseRule": { "Options": { "LearningRate": 1e30 } } } }"""];
        using var undisturbed = new SmallStudy(layers);
        var expected = Assert.Single(undisturbed.RunToTheEnd());
        Assert.Equal(10, expected.Result!.SkippedSteps);
        for (var step = 1; step < 20; step += 2)
        {
            using var study = new SmallStudy(layers);
            Assert.True(Interrupt(study, step), $"step {step}");

            var outcome = Assert.Single(study.RunToTheEnd());

            RunFiles.AssertSame(expected.Folder, outcome.Folder);
        }
    }

    [Theory]
    [InlineData("data.csv", "dataset and labelNoise differ")]
    [InlineData("labels.txt", "labelNoise differ")]
    public void A_run_whose_data_have_changed_meanwhile_does_not_go_on(string file, string says)
    {
        using var study = new SmallStudy("""
            { "Study": { "Epochs": 3, "Dataset": { "Name": "csv", "Options": { "Path": "data.csv", "TestPath": "data.csv" } },
              "Noise": { "Name": "from-file", "Options": { "Path": "labels.txt" } } } }
            """);
        Write("data.csv", i => $"{i},{i % 7},{i % 2}");
        Write("labels.txt", i => $"{(i < 4 ? 1 - (i % 2) : i % 2)}");
        Assert.True(Interrupt(study, 2));
        if (file == "data.csv") Write(file, i => $"{i},{i % 5},{(i + 1) % 2}");
        else Write(file, i => $"{(i > 35 ? 1 - (i % 2) : i % 2)}");

        var outcome = Assert.Single(study.Run().Outcomes);

        Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
        Assert.NotEmpty(new CheckpointFolder(outcome.Folder).All);
        study.Again = true;
        study.RunToTheEnd();

        void Write(string name, Func<int, string> line) =>
            File.WriteAllLines(Path.Combine(study.Folder, name), Enumerable.Range(0, 40).Select(line));
    }

    [Fact]
    public void A_run_without_a_good_checkpoint_does_not_begin_anew_by_itself()
    {
        using var study = new SmallStudy(Interruptible.Replace("OPTIMIZER", "sgd"));
        Interrupt(study, 6);
        var folder = Assert.Single(Directory.GetDirectories(Path.Combine(study.Folder, "runs", "small")));
        foreach (var checkpoint in new CheckpointFolder(folder).All)
            File.AppendAllText(Path.Combine(checkpoint, "model.safetensors"), "more");

        var error = Assert.Single(study.Run().Outcomes).Error;

        Assert.Contains("--again begins it anew", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder + ".previous"));
        study.Again = true;
        study.RunToTheEnd();
    }

    [Fact]
    public void Again_begins_anew_and_keeps_what_was_there()
    {
        using var study = new SmallStudy(Interruptible.Replace("OPTIMIZER", "sgd"));
        Interrupt(study, 6);
        study.Again = true;

        var outcome = Assert.Single(study.RunToTheEnd());

        Assert.DoesNotContain(study.Notes, note => note.Contains("goes on after", StringComparison.Ordinal));
        Assert.True(Directory.Exists(outcome.Folder + ".previous"));
    }

    [Fact]
    public void Components_hear_of_it_in_the_promised_order_and_get_their_state_back()
    {
        using var study = new SmallStudy(Interruptible.Replace("OPTIMIZER", "sgd"));
        Interrupt(study, 6);
        var counter = new Counter { Steps = 100 };
        study.Observe = (_, _) => counter;

        study.RunToTheEnd();

        // Six steps were counted before; the second epoch was at its middle.
        Assert.Equal(["RunStarting 6", "EpochStarting 2", "Restore 6", "StepCompleted 6"], counter.Lines.Take(4));
        Assert.Equal(20, counter.Steps);
    }

    /// <summary>Runs until a step was taken, as Ctrl-C then ends it; with an observer that counts.</summary>
    private static bool Interrupt(SmallStudy study, int step)
    {
        using var cancellation = new CancellationTokenSource();
        study.Observe = (_, _) => new Counter(taken =>
        {
            if (taken == step) cancellation.Cancel();
        });
        var result = study.RunUntil(cancellation.Token);
        study.Observe = (_, _) => new Counter();
        return result.Cancelled;
    }

    private sealed class Counter(Action<long>? taken = null) : ITrainingObserver, ICheckpointed
    {
        public ObserverStage Stage => ObserverStage.Follow;

        public long Steps { get; set; }

        public List<string> Lines { get; } = [];

        public void RunStarting(TrainingRun run) => Lines.Add($"RunStarting {run.StartStep}");

        public void EpochStarting(int epoch) => Lines.Add($"EpochStarting {epoch}");

        public void StepCompleted(StepCompleted step)
        {
            Steps++;
            Lines.Add($"StepCompleted {step.Step}");
            taken?.Invoke(step.Step + 1);
        }

        public void Save(CheckpointedState state) => state.Values["steps"] = Steps;

        public void Restore(CheckpointedState state)
        {
            Steps = (long)state.Values["steps"]!;
            Lines.Add($"Restore {Steps}");
        }
    }
}
