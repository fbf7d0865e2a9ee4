using System.Runtime.InteropServices;
using System.Text;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// <c>pred_probs.npy</c>: the probability of each class for each example by runs that did not train on it, float64 [examples, classes], for
/// NumPy and cleanlab. It has a row for each example of the source, in the order of the source, and the classes are in the order of their
/// names in the data set.
/// </summary>
/// <remarks>The format is NumPy's, version 1.0 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).</remarks>
public static class ProbabilitiesFile
{
    public const string Name = "pred_probs.npy";

    private const int Alignment = 64;

    /// <summary>Writes the file.</summary>
    /// <param name="judgement">The judgement; an example of the source that it does not judge has NaN.</param>
    /// <param name="path">The file.</param>
    public static void Write(LabelJudgement judgement, string path)
    {
        var classes = judgement.ClassNames.Count;
        var header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({judgement.Source.Count}, {classes}), }}";
        // Magic, version and length take 10 bytes; the line that ends the header completes a multiple of 64.
        var padding = Alignment - ((10 + header.Length + 1) % Alignment);
        header += new string(' ', padding % Alignment) + "\n";
        using var file = new BinaryWriter(File.Create(path));
        file.Write([0x93, .. "NUMPY"u8, 1, 0]);
        file.Write((ushort)header.Length);
        file.Write(Encoding.ASCII.GetBytes(header));
        double[] unknown = [.. Enumerable.Repeat(double.NaN, classes)];
        foreach (var id in judgement.Source)
            file.Write(MemoryMarshal.AsBytes<double>(id is null ? unknown : judgement.Examples[id].Probabilities));
    }
}
