using System.Security.Cryptography;
using SamHost.Training.Inputs;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>
/// Examples whose inputs are the same, value by value: with different labels, of which one at least is wrong; and on both sides of the
/// split.
/// </summary>
public static class RepeatedInputs
{
    private const int PassSize = 1024;

    /// <summary>Warns of them, where nobody knows which labels are wrong.</summary>
    /// <param name="data">The data. Borrowed; inputs that are read in batches are not looked at, which would take a whole pass.</param>
    public static IReadOnlyList<string> Describe(TrainingData data)
    {
        if (data.IsTruthKnown || !data.AreInputsHeld) return [];
        UInt128[] hashes = [.. Hashes(data.Inputs, data.Labels.Count)];
        return [.. new[] { Conflicts(data, hashes), BothSides(data, hashes) }.OfType<string>()];
    }

    private static string? Conflicts(TrainingData data, UInt128[] hashes)
    {
        var groups = hashes.Index().GroupBy(example => example.Item, example => example.Index)
            .Select(group => group.ToList())
            .Where(group => group.Select(place => data.Labels.GivenLabels[place]).Distinct().Count() > 1).ToList();
        if (groups.Count == 0) return null;
        var pair = groups[0].DistinctBy(place => data.Labels.GivenLabels[place]).Take(2)
            .Select(place => $"{data.Labels.Ids[place]} ({data.ClassNames[(int)data.Labels.GivenLabels[place]]})");
        return $"warning: {groups.Sum(group => group.Count)} training examples have the inputs of another one and a different label, such "
            + $"as {string.Join(" and ", pair)}: some of these labels are wrong.";
    }

    // Of the rows of a table its data set says so, cell by cell.
    private static string? BothSides(TrainingData data, UInt128[] hashes)
    {
        if (data.Cells is not null) return null;
        var trained = hashes.Index().DistinctBy(example => example.Item).ToDictionary(example => example.Item, example => example.Index);
        var repeated = Hashes(data.TestInputs, data.TestIds.Count).Index().Where(example => trained.ContainsKey(example.Item)).ToList();
        return repeated.Count == 0
            ? null
            : $"warning: {repeated.Count} of {data.TestIds.Count} test examples have the inputs of a training example, such as "
                + $"{data.TestIds[repeated[0].Index]} and {data.Labels.Ids[trained[repeated[0].Item]]}: the test accuracy flatters.";
    }

    private static IEnumerable<UInt128> Hashes(IExampleInputs inputs, int count)
    {
        using var places = arange(count, ScalarType.Int64);
        using var feed = inputs.Feed(places, PassSize);
        for (var start = 0; start < count; start += PassSize)
        {
            using var scope = NewDisposeScope();
            var batch = feed.Next().cpu().contiguous();
            var rows = (int)batch.shape[0];
            var bytes = batch.bytes;
            var size = bytes.Length / rows;
            var hashes = new UInt128[rows];
            for (var row = 0; row < rows; row++)
                hashes[row] = BitConverter.ToUInt128(SHA256.HashData(bytes.Slice(row * size, size)));
            foreach (var hash in hashes) yield return hash;
        }
    }
}
