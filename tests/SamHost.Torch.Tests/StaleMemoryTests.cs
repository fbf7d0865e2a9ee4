using SamHost.Runs;
using SamHost.TestSupport;
using static TorchSharp.torch;

namespace SamHost.Torch.Tests;

/// <summary>Memory that is handed out again holds what was there before; no result may depend on it.</summary>
[Trait("Duration", "Long")]
public class StaleMemoryTests
{
    [Theory]
    [InlineData("mlp", "{ \"HiddenSizes\": [16] }")]
    [InlineData("mlp", "{ \"HiddenSizes\": [64, 64] }")]
    public void Numbers_that_are_none_left_in_memory_show_nowhere(string model, string options)
    {
        var settings = $$"""
            {
              "Study": {
                "Dataset": { "Name": "digits", "Options": { "TestCount": 1500 } },
                "Model": { "Name": "{{model}}", "Options": {{options}} },
                "Optimizers": [{ "Name": "sgd" }, { "Name": "n-sam" }, { "Name": "1-sam" }, { "Name": "m-sam" }, { "Name": "l-sam" },
                  { "Name": "j-sam" }, { "Name": "regularized-sgd" }]
              }
            }
            """;
        using var clean = new SmallStudy(settings);
        using var poisoned = new SmallStudy(settings);
        var expected = clean.RunToTheEnd();
        poisoned.Observe = (_, _) => new Diary("", [], line =>
        {
            if (line.StartsWith("Step", StringComparison.Ordinal)) Poison();
        });
        Poison();

        foreach (var (left, right) in expected.Zip(poisoned.RunToTheEnd()))
            Assert.Equal(
                File.ReadAllText(Path.Combine(left.Folder, RunFolder.MetricsFile)),
                File.ReadAllText(Path.Combine(right.Folder, RunFolder.MetricsFile)));
    }

    private static void Poison()
    {
        using var scope = NewDisposeScope();
        // Small pieces are the C library's, by their size in 16 bytes; large ones are pooled, by powers of two.
        for (var size = 4L; size <= 4_096; size += 4) full(size, double.NaN, float32);
        for (var size = 1L << 12; size <= 1 << 20; size *= 2)
        {
            for (var i = 0; i < 4; i++) full(size + (size / 2), double.NaN, float32);
        }
    }
}
