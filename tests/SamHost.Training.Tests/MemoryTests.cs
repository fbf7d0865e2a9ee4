using System.Globalization;
using SamHost.Configuration;
using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training.Tests;

/// <summary>That a long run holds no more than a short one.</summary>
[Trait("Duration", "Long")]
public class MemoryTests(ITestOutputHelper output)
{
    private const int StepsPerEpoch = 45;

    private const string Digits = """
        {
          "Study": {
            "BatchSize": 32, "EvaluationEvery": 5, "RecordExamplesAt": RECORDED, "Epochs": EPOCHS,
            "Dataset": { "Name": "digits" },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [256, 256] } },
            "Optimizers": [{ "Name": "OPTIMIZER" }]
          }
        }
        """;

    [Fact]
    public void Two_thousand_steps_of_1_SAM_with_recording_leave_memory_flat()
    {
        var gauge = Run(1980 / 45 + 1, "[1, 2, 3, 5, 8, 13, 21, 34]", "1-sam");

        gauge.AssertFlatTensors(from: 100);
        gauge.AssertFlatMemory(from: 500, to: 2000, megabytes: 6);
    }

    /// <summary>
    /// The real program: in the tests' own process others have left their heap. The runtime's heap takes some 12,000 steps to reach its
    /// size, 2 to 3 MB over that of the thousandth step.
    /// </summary>
    [Fact(Timeout = 600_000)]
    public async Task Memory_grows_by_less_than_a_hundredth_once_the_heap_has_its_size_checkpoints_and_records_included()
    {
        const int First = 13_500 / StepsPerEpoch;
        var last = TestScale.Of(small: 21_500, full: 60_000) / StepsPerEpoch;
        using var run = new CommandRun();
        // Some epochs more, so that the end of the program is not measured.
        run.Write("long.json", Settings(last + 40, "null", "1-sam"));
        using var process = SamHostProcess.Start(run.Folder, "run", "long.json", "--set", "Checkpoints:EveryEpochs=3", "--quiet");
        var megabytes = new Dictionary<int, double>();
        for (var epoch = 0; epoch <= last && process.ResidentMegabytes is { } now; epoch = Epochs(run.Folder))
        {
            megabytes[epoch] = now;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var result = await process.EndAsync();

        Assert.True(result.Exit == ExitCode.Success, result.Output + result.Errors);
        // The garbage of the moment comes and goes: a median of ten epochs.
        var (before, after) = (Median(First), Median(last - 9));
        output.WriteLine($"{before:f1} MB after {First * StepsPerEpoch} steps, {after:f1} after {last * StepsPerEpoch}.");
        Assert.InRange(after, 0, before * 1.01);

        double Median(int from) =>
            megabytes.Where(entry => entry.Key >= from && entry.Key < from + 10).Select(entry => entry.Value).Order().ToList() is var some
                ? some[some.Count / 2]
                : 0;
    }

    [Fact]
    public void Two_hundred_steps_of_naive_SAM_leave_no_tensor()
    {
        var gauge = Run(6, "[1, 3]", "n-sam");

        gauge.AssertFlatTensors(from: 100);
    }

    [Fact]
    public void Two_hundred_steps_of_the_loop_leave_no_tensor()
    {
        var gauge = new Gauge(output);
        using var scene = new SmallScene(
            [gauge], epochs: 100, optimizer: new OneSam(new SamOptions()),
            build: () => new SampleModels.Deciding(3, 3).to(ScalarType.Float32),
            recordsWeights: true);

        scene.Train();

        gauge.AssertFlatTensors(from: 50);
    }

    private static int Epochs(string folder) =>
        Directory.Exists(Path.Combine(folder, "runs"))
            && Directory.GetFiles(Path.Combine(folder, "runs"), "metrics.csv", SearchOption.AllDirectories) is [var metrics]
            ? File.ReadLines(metrics).Count() - 1
            : 0;

    private static string Settings(int epochs, string recorded, string optimizer) =>
        Digits.Replace("RECORDED", recorded).Replace("EPOCHS", epochs.ToString(CultureInfo.InvariantCulture))
            .Replace("OPTIMIZER", optimizer);

    private Gauge Run(int epochs, string recorded, string optimizer)
    {
        using var study = new SmallStudy(Settings(epochs, recorded, optimizer));
        var gauge = new Gauge(output);
        study.Observe = (_, _) => gauge;
        study.RunToTheEnd();
        return gauge;
    }
}
