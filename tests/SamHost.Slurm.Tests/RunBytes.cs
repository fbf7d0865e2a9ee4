using SamHost.Runs;
using SamHost.Training.Checkpointing;

namespace SamHost.Slurm.Tests;

/// <summary>What two runs must have in common, byte for byte, wherever they were made.</summary>
internal static class RunBytes
{
    /// <summary>Asserts that metrics, examples and the last weights are the same.</summary>
    public static void AssertSame(string expected, string actual)
    {
        Assert.Equal(
            File.ReadAllText(Path.Combine(expected, RunFolder.MetricsFile)), File.ReadAllText(Path.Combine(actual, RunFolder.MetricsFile)));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(expected, RunFolder.ExamplesFile)),
            File.ReadAllBytes(Path.Combine(actual, RunFolder.ExamplesFile)));
        var (left, right) = (new CheckpointFolder(expected).All[0], new CheckpointFolder(actual).All[0]);
        Assert.Equal(Path.GetFileName(left), Path.GetFileName(right));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(left, "model.safetensors")), File.ReadAllBytes(Path.Combine(right, "model.safetensors")));
    }
}
