using System.Globalization;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training.Tests;

/// <summary>What a run knows of its labels: from the data set, from the noise, or not at all.</summary>
public sealed class TruthTests
{
    private static readonly SeedSequence Seeds = new(1);

    [Fact]
    public void Labels_that_came_with_the_data_are_wrong_where_they_differ_from_the_true_ones()
    {
        using var study = Survey("""{ "Study": { "Dataset": { "Options": { "AreLabelsVerified": true, "BringsNoise": true } } } }""");
        using var data = study.Scenes.LoadData(Seeds);

        var rows = Rows(data);
        Assert.True(data.IsTruthKnown);
        Assert.Equal(45, rows.Count);
        Assert.Equal(rows.Select(row => row % 2), data.Labels.TrueLabels!);
        Assert.Equal(rows.Select(row => row % 5 == 0 ? 1 - (row % 2) : row % 2), data.Labels.GivenLabels);
        Assert.Equal(
            rows.Select(row => (bool?)(row % 5 == 0)), Enumerable.Range(0, rows.Count).Select(index => data.Labels.IsFlipped(index)));
        var wrong = rows.Count(row => row % 5 == 0);
        Assert.Equal((wrong, wrong / 45.0), (data.Labels.FlippedCount, data.Labels.NoiseRate));
        Assert.Equal(data.Labels.GivenLabels, data.GivenLabels.data<long>().ToArray());
    }

    [Fact]
    public void Nobody_knows_of_labels_that_nobody_vouches_for()
    {
        using var study = Survey();
        using var data = study.Scenes.LoadData(Seeds);

        Assert.False(data.IsTruthKnown);
        Assert.Null(data.Labels.TrueLabels);
        Assert.Equal((null, null, null), (data.Labels.IsFlipped(0), data.Labels.FlippedCount, data.Labels.NoiseRate));
        Assert.Equal(Rows(data).Select(row => row % 2), data.Labels.GivenLabels);
    }

    [Fact]
    public void Without_the_truth_there_is_one_accuracy_on_training_examples()
    {
        using var study = Survey();
        using var data = study.Scenes.LoadData(Seeds);
        using var scope = NewDisposeScope();
        using var model = study.Scenes.BuildModel(data, Seeds);

        var evaluation = new Evaluator(data).Evaluate(model);

        using var _ = no_grad();
        var logits = model.call(data.AllInputs()).data<float>().ToArray();
        var hits = Rows(data).Zip(logits).Count(example => (example.Second > 0 ? 1 : 0) == example.First % 2);
        Assert.Equal(hits / 45.0, evaluation.TrainAccuracy!.Value, 1e-12);
        Assert.Equal(
            (null, null, null),
            (evaluation.TrainAccuracyClean, evaluation.TrainAccuracyMislabelled, evaluation.TrainAccuracyMislabelledTrue));
    }

    [Fact]
    public void Noise_that_is_drawn_makes_the_labels_before_it_the_true_ones()
    {
        using var study = Survey("""{ "Study": { "Noise": { "Name": "symmetric", "Options": { "Rate": 0.4 } } } }""");
        using var data = study.Scenes.LoadData(Seeds);
        using var model = study.Scenes.BuildModel(data, Seeds);

        Assert.True(data.IsTruthKnown);
        Assert.Equal(Rows(data).Select(row => row % 2), data.Labels.TrueLabels!);
        Assert.InRange(data.Labels.FlippedCount!.Value, 1, 44);
        var evaluation = new Evaluator(data).Evaluate(model);
        Assert.Null(evaluation.TrainAccuracy);
        Assert.NotNull(evaluation.TrainAccuracyMislabelled);
    }

    [Fact]
    public void An_example_has_its_id_under_every_seed_wherever_the_split_puts_it()
    {
        using var study = Survey();
        using var one = study.Scenes.LoadData(Seeds);
        using var other = study.Scenes.LoadData(new SeedSequence(2));
        using var scope = NewDisposeScope();
        var (inputs, others) = (one.AllInputs(), other.AllInputs());
        var places = other.Labels.Ids.Index().ToDictionary(id => id.Item, id => id.Index);

        var shared = one.Labels.Ids.Index().Where(id => places.ContainsKey(id.Item)).ToList();

        Assert.InRange(shared.Count, 30, 44);
        Assert.Contains(shared, id => places[id.Item] != id.Index);
        Assert.All(shared, id => Assert.True(inputs[id.Index].equal(others[places[id.Item]]).all().ToBoolean()));
    }

    private static SmallStudy Survey(params string[] layers) => new([SmallStudy.UnknownTruth, .. layers]);

    private static List<long> Rows(TrainingData data) =>
        [.. data.Labels.Ids.Select(id => long.Parse(id["point-".Length..], CultureInfo.InvariantCulture))];
}
