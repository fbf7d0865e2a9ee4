using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Folds;

/// <summary>
/// Divides a data set anew: all of its examples but one fold train, that fold tests. Where noise was drawn, of the training part alone, the
/// test part as it was is left out; so it is where it comes from elsewhere than the training part.
/// </summary>
internal static class FoldedData
{
    /// <summary>Divides.</summary>
    /// <param name="dataset">The data set; disposed.</param>
    /// <param name="given">The labels that its training examples are trained with.</param>
    /// <param name="areCorrections">Whether these mend the labels of the data set, and not spoil them.</param>
    /// <param name="fold">The fold.</param>
    /// <param name="seeds">Which fold an example is in follows from the seed of the data.</param>
    /// <returns>The data set of the fold, and the labels of its training examples.</returns>
    public static (Dataset Folded, long[] Given) Of(
        Dataset dataset, long[] given, bool areCorrections, FoldOptions fold, SeedSequence seeds)
    {
        using var scope = NewDisposeScope();
        var (train, test) = (dataset.Train, dataset.Test);
        var ownLabels = Labels(train.GivenLabels ?? train.Labels);
        var isDrawn = !given.AsSpan().SequenceEqual(ownLabels);
        var pools = !isDrawn && AreOfOneSource(train.Source, test.Source);
        var isTruthKnown = train.AreLabelsVerified || (isDrawn && !areCorrections);

        long[] allGiven = pools ? [.. given, .. Labels(test.GivenLabels ?? test.Labels)] : given;
        long[] truth = pools ? [.. Labels(train.Labels), .. Labels(test.Labels)] : Labels(train.Labels);
        var folds = FoldsOf(allGiven, dataset.ClassNames.Count, fold.Count, seeds.Data);
        if (folds.Distinct().Count() < fold.Count)
            throw new UserErrorException(
                $"Study:Fold:Count: {fold.Count} folds of {folds.Length} examples leave some without any; give fewer.");
        long[] own = [.. Enumerable.Range(0, folds.Length).Where(place => folds[place] != fold.Index).Select(place => (long)place)];
        long[] held = [.. Enumerable.Range(0, folds.Length).Where(place => folds[place] == fold.Index).Select(place => (long)place)];
        var inputs = new PooledInputs(dataset, pools);
        try
        {
            var folded = new Dataset(Part(own), Part(held), dataset.ClassNames)
            {
                PictureShape = dataset.PictureShape, Notes = dataset.Notes, InputPreparation = dataset.InputPreparation,
            };
            inputs.DisposeHeld();
            return (folded, [.. own.Select(place => allGiven[place])]);
        }
        catch (Exception)
        {
            inputs.Dispose();
            throw;
        }

        Examples Part(long[] places)
        {
            var (labels, labelled) = (
                tensor(places.Select(place => truth[place]).ToArray()), tensor(places.Select(place => allGiven[place]).ToArray()));
            var source = SourceOf(places, train.Source, test.Source);
            return inputs.Of(places) switch
            {
                Tensor held => new Examples(held, labels) { GivenLabels = labelled, AreLabelsVerified = isTruthKnown, Source = source },
                var reader => new Examples((IInputReader)reader, labels)
                {
                    GivenLabels = labelled, AreLabelsVerified = isTruthKnown, Source = source,
                },
            };
        }
    }

    /// <summary>The fold of each example: of each class as many in one as in another, by one.</summary>
    internal static int[] FoldsOf(long[] labels, int classCount, int count, long seed)
    {
        using var generator = new Generator(unchecked((ulong)seed), CPU);
        using var order = randperm(labels.Length, ScalarType.Int64, generator: generator);
        var (next, folds) = (new int[classCount], new int[labels.Length]);
        foreach (var place in order.data<long>())
        {
            // Classes begin in folds of their own, so that those of few examples do not all lack in the same.
            var label = labels[place];
            folds[place] = (next[label]++ + (int)label) % count;
        }

        return folds;
    }

    private static ExampleSource SourceOf(long[] places, ExampleSource train, ExampleSource test)
    {
        var count = train.Rows.Count;
        return new ExampleSource(
            [.. places.Select(place => place < count ? train.Rows[(int)place] : test.Rows[(int)place - count])], train.Count,
            [.. places.Select(place => place < count ? train.Ids[(int)place] : test.Ids[(int)place - count])])
        {
            Cells = train.Cells is null ? null : new PooledCells(places, count, train.Cells, test.Cells),
        };
    }

    // Two parts of one table, that is, and not two files whose rows are counted alike.
    private static bool AreOfOneSource(ExampleSource train, ExampleSource test) =>
        train.Count == test.Count && train.Rows.Count + test.Rows.Count <= train.Count && !train.Rows.Intersect(test.Rows).Any()
            && !train.Ids.Intersect(test.Ids).Any();

    private static long[] Labels(Tensor labels) => labels.data<long>().ToArray();
}
