using SamHost.Contracts.Data;
using SamHost.Studies.Scenes;
using SamHost.TestSupport;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Tests;

/// <summary>Examples that a noise model leaves out: neither trained on nor validated, and the others as they were.</summary>
public sealed class LeftOutExamplesTests : IDisposable
{
    private const string FromFile =
        """{ "Study": { "Noise": { "Name": "from-file", "Options": { "Path": "mended.csv", "AreCorrections": true } } } }""";

    private readonly SmallStudy _study = new(SmallStudy.UnknownTruth, FromFile);

    public void Dispose() => _study.Dispose();

    [Fact]
    public void A_study_trains_on_the_rest_and_says_so()
    {
        using var whole = new SmallStudy(SmallStudy.UnknownTruth).Scenes.LoadData(new SeedSequence(1));
        var (ids, dropped) = (whole.Labels.Ids, whole.Labels.Ids.Where((_, place) => place % 5 == 0).ToHashSet());
        var rows = ids.Select((id, place) =>
            $"{id},{whole.ClassNames[(int)whole.Labels.GivenLabels[place]]},{(dropped.Contains(id) ? "dropped" : "kept")}");
        File.WriteAllLines(Path.Combine(_study.Folder, "mended.csv"), rows.Prepend("id,label,action"));

        using var data = _study.Scenes.LoadData(new SeedSequence(1));

        Assert.Equal(ids.Where(id => !dropped.Contains(id)), data.Labels.Ids);
        Assert.Contains($"{dropped.Count} training examples are left out.", data.Notes);
        foreach (var (place, id) in data.Labels.Ids.Index())
        {
            var before = ids.Index().Single(example => example.Item == id).Index;
            Assert.Equal(whole.Labels.GivenLabels[before], data.Labels.GivenLabels[place]);
            using var scope = NewDisposeScope();
            Assert.True(whole.InputOf(before).equal(data.InputOf(place)).all().item<bool>());
        }

        Assert.All(_study.RunToTheEnd(), outcome => Assert.Null(outcome.Error));
    }

    [Fact]
    public void Inputs_that_are_read_in_batches_are_read_of_the_rest_and_released_with_it()
    {
        var reader = new Counting();
        var train = new Examples(reader, tensor(new long[] { 0, 1, 0, 1 })) { Source = new ExampleSource([3, 1, 0, 2], 4) };
        var test = new Examples(rand(2, 1), tensor(new long[] { 0, 1 }));

        var (rest, given) = LeftOutExamples.Remove(new Dataset(train, test, ["a", "b"]), [1, ILabelNoise.LeftOut, 0, 0]);

        Assert.Equal([1, 0, 0], given);
        Assert.Equal([0, 0, 1], rest.Train.Labels.data<long>().ToArray());
        Assert.Equal([3, 0, 2], rest.Train.Source.Rows);
        using (var inputs = rest.Train.ReadInputs([2, 0, 1])) Assert.Equal([3f, 0, 2], inputs.data<float>().ToArray());
        Assert.False(reader.IsDisposed);
        rest.Dispose();
        Assert.True(reader.IsDisposed);
    }

    // The input of an example is its place.
    private sealed class Counting : IInputReader
    {
        public bool IsDisposed { get; private set; }

        public int Count => 4;

        public IReadOnlyList<long> InputShape => [1];

        public void Read(ReadOnlySpan<long> places, Span<float> inputs)
        {
            for (var i = 0; i < places.Length; i++) inputs[i] = places[i];
        }

        public void Dispose() => IsDisposed = true;
    }
}
