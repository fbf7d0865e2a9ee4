using System.Runtime.InteropServices;
using System.Text;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// <c>pred_probs.npy</c>: the probability of each class for each example by runs that did not train on it, float64 [examples, classes], for
/// NumPy and cleanlab. Its rows are those of the mended labels, in their order.
/// </summary>
/// <remarks>The format is NumPy's, version 1.0 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).</remarks>
public static class ProbabilitiesFile
{
    public const string Name = "pred_probs.npy";

    private const int Alignment = 64;

    /// <summary>Writes the file.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="ids">The examples, in the order of the rows; one that no run judged has NaN.</param>
    /// <param name="path">The file.</param>
    public static void Write(LabelJudgement judgement, IReadOnlyList<string> ids, string path)
    {
        var classes = judgement.ClassNames.Count;
        var header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({ids.Count}, {classes}), }}";
        // Magic, version and length take 10 bytes; the line that ends the header completes a multiple of 64.
        var padding = Alignment - ((10 + header.Length + 1) % Alignment);
        header += new string(' ', padding % Alignment) + "\n";
        using var file = new BinaryWriter(File.Create(path));
        file.Write([0x93, .. "NUMPY"u8, 1, 0]);
        file.Write((ushort)header.Length);
        file.Write(Encoding.ASCII.GetBytes(header));
        double[] unknown = [.. Enumerable.Repeat(double.NaN, classes)];
        foreach (var id in ids)
        {
            var own = judgement.Examples.TryGetValue(id, out var example) ? example.Probabilities : unknown;
            file.Write(MemoryMarshal.AsBytes<double>(own));
        }
    }
}
