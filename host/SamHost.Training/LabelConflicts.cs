using System.Security.Cryptography;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>Training examples whose inputs are the same, value by value, and whose labels are not: one of them at least is wrong.</summary>
public static class LabelConflicts
{
    private const int PassSize = 1024;

    /// <summary>Says how many there are, where nobody knows which labels are wrong.</summary>
    /// <param name="data">The data. Borrowed; inputs that are read in batches are not looked at, which would take a whole pass.</param>
    /// <returns>Null where there is none.</returns>
    public static string? Describe(TrainingData data)
    {
        if (data.IsTruthKnown || !data.AreInputsHeld) return null;
        var groups = Hashes(data).Index().GroupBy(example => example.Item, example => example.Index)
            .Select(group => group.ToList())
            .Where(group => group.Select(place => data.Labels.GivenLabels[place]).Distinct().Count() > 1).ToList();
        if (groups.Count == 0) return null;
        var pair = groups[0].DistinctBy(place => data.Labels.GivenLabels[place]).Take(2)
            .Select(place => $"{data.Labels.Ids[place]} ({data.ClassNames[(int)data.Labels.GivenLabels[place]]})");
        return $"warning: {groups.Sum(group => group.Count)} training examples have the inputs of another one and a different label, such "
            + $"as {string.Join(" and ", pair)}: some of these labels are wrong.";
    }

    private static IEnumerable<UInt128> Hashes(TrainingData data)
    {
        var count = data.Labels.Count;
        using var places = arange(count, ScalarType.Int64);
        using var feed = data.Inputs.Feed(places, PassSize);
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
