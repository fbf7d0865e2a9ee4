using SamHost.Contracts.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds a data set to its contract: the same bits and the same ids when it is loaded twice, in memory or read in batches; finite inputs;
/// every class among the training labels; under another seed, the same label for a training example with the same id; how inputs were
/// prepared, where the loader also reads examples without labels.
/// </summary>
public static class DatasetCheck
{
    // How many examples of each part are looked at.
    private const int Most = 2000;

    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the loader.</param>
    /// <param name="baseDirectory">Where relative paths of its options start.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<IDatasetLoader> create, string baseDirectory = ".")
    {
        using var scope = NewDisposeScope();
        var request = new DatasetRequest(1, Path.GetFullPath(baseDirectory));
        using var first = create().Load(request) ?? throw new CheckFailedException("Load returned null; return the data set.");
        manual_seed(123);
        using var again = create().Load(request);
        foreach (var (name, one, other) in new[] { ("training", first.Train, again.Train), ("test", first.Test, again.Test) })
        {
            Check.That(
                Check.AreSame(one.Labels, other.Labels),
                $"Loaded twice with one seed, the {name} labels differ: draw from a generator that is seeded by request.Seed alone.");
            Check.That(
                one.Source.Ids.SequenceEqual(other.Source.Ids),
                $"Loaded twice with one seed, the {name} examples have other ids: an id stays with its example.");
            long[] places = [.. Enumerable.Range(0, Math.Min(one.Count, Most)).Select(place => (long)place)];
            using var inputs = one.ReadInputs(places);
            using var twin = other.ReadInputs(places);
            Check.That(Check.AreSame(inputs, twin), $"Loaded twice with one seed, the {name} inputs differ.");
            Check.That(
                inputs.isfinite().all().ToBoolean(), $"The {name} inputs hold a NaN or an infinity, of which no gradient comes back.");
            if (one.Reader is not null) ReadsAnyOrder(one, places, inputs);
        }

        var present = first.Train.Labels.data<long>().ToArray().Distinct().Count();
        Check.That(
            present == first.ClassNames.Count,
            $"Of {first.ClassNames.Count} classes {present} are among the training labels: leave out names that none has.");
        Check.That(
            create() is IUnlabelledLoader == first.InputPreparation is not null,
            $"A loader that is an {nameof(IUnlabelledLoader)} says in {nameof(Dataset.InputPreparation)} how it prepared inputs, and no "
                + "other does.");
        using var elsewhere = create().Load(request with { Seed = 2 });
        KeepsLabels(first.Train, elsewhere.Train);
    }

    private static void KeepsLabels(Examples one, Examples other)
    {
        var labels = LabelsById(one).ToDictionary();
        foreach (var (id, label) in LabelsById(other))
        {
            Check.That(
                !labels.TryGetValue(id, out var before) || before == label,
                $"The training example '{id}' has the label {label} under one seed and {before} under another: an id is the same example "
                    + "under every seed. Give Examples.Source the rows that a split took; data that a seed draws have it in their ids.");
        }
    }

    private static IEnumerable<KeyValuePair<string, long>> LabelsById(Examples examples) =>
        examples.Source.Ids.Zip(examples.Labels.data<long>().ToArray(), KeyValuePair.Create);

    private static void ReadsAnyOrder(Examples examples, long[] places, Tensor inputs)
    {
        using var backwards = examples.ReadInputs([.. places.Reverse()]);
        Check.That(
            Check.AreSame(backwards, inputs.flip(0)),
            "Its reader gives other inputs in another order of the places: each input goes to where its place stands, and reading keeps "
                + "nothing.");
    }
}
