using SamHost.Studies.Execution;
using SamHost.TestSupport;
using SamHost.Training;
using TorchSharp;

namespace SamHost.Studies.Tests;

/// <summary>The same study gives the same results, and an optimizer changes nothing but itself.</summary>
[Trait("Duration", "Long")]
public class ReproducibilityTests
{
    private const string Varied = """
        {
          "Study": {
            "Seeds": [1, 2], "Epochs": 4, "RecordExamplesAt": [1, 3],
            "Model": { "Options": { "HiddenSizes": [12, 12], "Dropout": 0.3 } },
            "EarlyStopping": { "ValidationFraction": 0.2 },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }, { "Name": "n-sam" }, { "Name": "m-sam" }, { "Name": "l-sam" },
              { "Name": "j-sam" }, { "Name": "regularized-sgd" }]
          }
        }
        """;

    [Fact]
    public async Task The_same_study_twice_writes_the_same_metrics_byte_for_byte_and_the_same_examples()
    {
        using var first = new SmallStudy(Varied);
        using var second = new SmallStudy(Varied);
        // Whatever else drew from the global generator in between.
        var (once, again) = (first.RunToTheEnd(), Disturbed(second.RunToTheEnd));

        foreach (var (left, right) in once.Zip(again))
        {
            Assert.Equal(Path.GetFileName(left.Folder), Path.GetFileName(right.Folder));
            Assert.Equal(Metrics(left), Metrics(right));
            Assert.Equal(await ExampleRows.Read(left.Folder), await ExampleRows.Read(right.Folder));
        }

        Assert.Equal(once.Count, once.Select(run => File.ReadAllText(Path.Combine(run.Folder, "metrics.csv"))).Distinct().Count());
    }

    [Fact]
    public void Another_list_of_optimizers_in_another_order_sees_the_same_noise_weights_and_order()
    {
        var first = Observe(Varied);
        var second = Observe(
            Varied, """
                { "Study": { "Optimizers": [{ "Name": "j-sam", "Label": "a" }, { "Name": "sgd", "Label": "b" }, { "Name": "n-sam",
                  "Label": "c" }] } }
                """);

        foreach (var seed in new long[] { 1, 2 })
        {
            var expected = first[("sgd", seed)];
            foreach (var witness in first.Concat(second).Where(pair => pair.Key.Seed == seed).Select(pair => pair.Value))
            {
                Assert.Equal(expected.GivenLabels, witness.GivenLabels);
                Assert.Equal(expected.Weights, witness.Weights);
                Assert.Equal(expected.Order, witness.Order);
            }
        }

        var (one, two) = (first[("sgd", 1)], first[("sgd", 2)]);
        Assert.NotEqual(one.GivenLabels, two.GivenLabels);
        Assert.NotEqual(one.Weights, two.Weights);
        Assert.NotEqual(one.Order, two.Order);
    }

    [Fact]
    public void An_epoch_takes_every_training_example_once_in_an_order_of_its_own()
    {
        var order = Observe()[("sgd", 1)].Order;

        Assert.Equal(120, order.Count);
        Assert.Equal(Enumerable.Range(0, 60).Select(index => (long)index), order[..60].Order());
        Assert.Equal(order[..60].Order(), order[60..].Order());
        Assert.NotEqual(order[..60], order[60..]);
        Assert.NotEqual(order[..60].Order(), order[..60]);
    }

    [Fact]
    public void Recording_examples_and_evaluating_change_no_step()
    {
        using var recorded = new SmallStudy(Varied);
        using var unrecorded = new SmallStudy(Varied, """{ "Study": { "RecordExamplesAt": [] } }""");
        using var unevaluated = new SmallStudy(Varied, """{ "Study": { "EvaluationEvery": 4, "EarlyStopping": { "Patience": 99 } } }""");
        var (with, without, rarely) = (recorded.RunToTheEnd(), unrecorded.RunToTheEnd(), unevaluated.RunToTheEnd());

        for (var run = 0; run < with.Count; run++)
        {
            Assert.Equal(Metrics(with[run]), Metrics(without[run]));
            Assert.Equal(MetricsRows.Column(with[run].Folder, "train_loss"), MetricsRows.Column(rarely[run].Folder, "train_loss"));
        }
    }

    [Fact]
    public void The_validation_split_takes_its_share_and_leaves_the_noise_as_it_is()
    {
        using var without = new SmallStudy();
        using var with = new SmallStudy("""{ "Study": { "EarlyStopping": { "ValidationFraction": 0.25 } } }""");
        using var whole = without.Scenes.LoadData(new SeedSequence(1));
        using var split = with.Scenes.LoadData(new SeedSequence(1));
        using var other = with.Scenes.LoadData(new SeedSequence(2));

        var (training, validation) = (split.TrainingIndices.data<long>().ToArray(), split.ValidationIndices.data<long>().ToArray());
        Assert.Equal((45, 15), (training.Length, validation.Length));
        Assert.Equal(whole.TrainingIndices.data<long>().ToArray(), training.Concat(validation).Order());
        Assert.Equal(whole.Labels.GivenLabels, split.Labels.GivenLabels);
        Assert.Contains(validation, index => split.Labels.IsFlipped((int)index) == true);
        Assert.NotEqual(validation.Order(), other.ValidationIndices.data<long>().ToArray().Order());
    }

    private static Dictionary<(string Label, long Seed), Witness> Observe(params string[] layers)
    {
        using var study = new SmallStudy(layers);
        var witnesses = new Dictionary<(string, long), Witness>();
        study.Observe = (label, seed) => witnesses[(label, seed)] = new Witness();
        study.RunToTheEnd();
        return witnesses;
    }

    private static T Disturbed<T>(Func<T> run)
    {
        torch.manual_seed(987);
        torch.rand(17).Dispose();
        return run();
    }

    private static byte[] Metrics(RunOutcome run) => File.ReadAllBytes(Path.Combine(run.Folder, "metrics.csv"));
}
