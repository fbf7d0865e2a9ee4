using SamHost.Runs;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies.Tests.Checkpointing;

/// <summary>What two runs must have in common, byte for byte, whatever interrupted one of them.</summary>
internal static class RunFiles
{
    /// <summary>Asserts that weights, the base rule's state, metrics and examples are the same.</summary>
    public static void AssertSame(string expected, string actual)
    {
        Assert.Equal(
            File.ReadAllText(Path.Combine(expected, RunFolder.MetricsFile)), File.ReadAllText(Path.Combine(actual, RunFolder.MetricsFile)));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(expected, RunFolder.ExamplesFile)),
            File.ReadAllBytes(Path.Combine(actual, RunFolder.ExamplesFile)));
        var (left, right) = (new CheckpointFolder(expected).All[0], new CheckpointFolder(actual).All[0]);
        Assert.Equal(Path.GetFileName(left), Path.GetFileName(right));
        foreach (var part in new[] { "model.safetensors", "base-rule.safetensors", "state.safetensors" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(left, part)), File.ReadAllBytes(Path.Combine(right, part)));
    }
}
