using SamHost.Contracts.Data;
using SamHost.Studies.Folds;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>Takes out of a data set the training examples that a noise model leaves out.</summary>
internal static class LeftOutExamples
{
    /// <summary>Takes them out.</summary>
    /// <param name="dataset">The data set; it is part of the result, where that is another one.</param>
    /// <param name="given">A label for each training example, or <see cref="ILabelNoise.LeftOut"/>.</param>
    /// <returns>The data set and the labels of those that stay.</returns>
    public static (Dataset Kept, long[] Given) Remove(Dataset dataset, long[] given)
    {
        long[] places = [.. given.Index().Where(label => label.Item != ILabelNoise.LeftOut).Select(label => (long)label.Index)];
        if (places.Length == given.Length) return (dataset, given);
        var count = given.Length - places.Length;
        var rest = new Dataset(Choose(dataset.Train, places), dataset.Test, dataset.ClassNames)
        {
            PictureShape = dataset.PictureShape, InputPreparation = dataset.InputPreparation,
            Notes = [.. dataset.Notes, count == 1 ? "1 training example is left out." : $"{count:N0} training examples are left out."],
        };
        return (rest, [.. places.Select(place => given[place])]);
    }

    private static Examples Choose(Examples examples, long[] places)
    {
        using var scope = NewDisposeScope();
        var chosen = tensor(places);
        var labels = examples.Labels.index_select(0, chosen);
        var givenLabels = examples.GivenLabels?.index_select(0, chosen);
        var source = new ExampleSource(
            [.. places.Select(place => examples.Source.Rows[(int)place])], examples.Source.Count,
            [.. places.Select(place => examples.Source.Ids[(int)place])])
        {
            Cells = examples.Source.Cells is { } cells ? new PooledCells(places, examples.Count, cells, null) : null,
        };
        if (examples.Reader is not null)
        {
            return new Examples(new ChosenInputs(examples, places), labels)
            {
                GivenLabels = givenLabels, AreLabelsVerified = examples.AreLabelsVerified, Source = source,
            };
        }

        var held = new Examples(examples.Inputs.index_select(0, chosen), labels)
        {
            GivenLabels = givenLabels, AreLabelsVerified = examples.AreLabelsVerified, Source = source,
        };
        examples.Dispose();
        return held;
    }

    private sealed class ChosenInputs(Examples all, long[] places) : IInputReader
    {
        public int Count => places.Length;

        public IReadOnlyList<long> InputShape => all.InputShape;

        public void Read(ReadOnlySpan<long> wanted, Span<float> inputs)
        {
            var inAll = new long[wanted.Length];
            for (var i = 0; i < wanted.Length; i++) inAll[i] = places[wanted[i]];
            all.Reader!.Read(inAll, inputs);
        }

        public void Dispose() => all.Dispose();
    }
}
