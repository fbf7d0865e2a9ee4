using System.Globalization;
using SamHost.Contracts.Training;
using SamHost.Plugins.OptimizerSam;
using SamHost.Tests.Gradients;
using SamHost.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Tests.Training;

/// <summary>That a long run holds no more than a short one.</summary>
public class MemoryTests(ITestOutputHelper output)
{
    // 45 steps an epoch.
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
            [gauge], epochs: 100, optimizer: new OneSam(new SamOptions()), build: () => new SampleModels.Gain(3, 3).to(ScalarType.Float32), recordsWeights: true);

        scene.Train();

        gauge.AssertFlatTensors(from: 50);
    }

    private Gauge Run(int epochs, string recorded, string optimizer)
    {
        var settings = Digits.Replace("RECORDED", recorded).Replace("EPOCHS", epochs.ToString(CultureInfo.InvariantCulture)).Replace("OPTIMIZER", optimizer);
        using var study = new SmallStudy(settings);
        var gauge = new Gauge(output);
        study.Observe = (_, _) => gauge;
        study.RunToTheEnd();
        return gauge;
    }

    private sealed class Gauge(ITestOutputHelper output) : ITrainingObserver
    {
        private readonly List<long> _tensors = [];
        private readonly Dictionary<long, double> _megabytes = [];

        public void StepCompleted(StepCompleted step)
        {
            _tensors.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            if ((step.Step + 1) % 100 == 0) _megabytes[step.Step + 1] = ResidentMegabytes();
        }

        public void AssertFlatTensors(int from)
        {
            output.WriteLine($"{_tensors.Count} steps, tensors {_tensors[from]} to {_tensors[from..].Max()}");
            // A recorded epoch holds the norms that the others do not have; the step to compare with lies in one.
            Assert.Equal(_tensors[from], _tensors[from..].Max());
            Assert.InRange(_tensors[^1], 1, _tensors[from]);
        }

        public void AssertFlatMemory(int from, int to, double megabytes)
        {
            output.WriteLine(string.Join(", ", _megabytes.Select(entry => $"{entry.Key}: {entry.Value:f1}")));
            Assert.True(_megabytes[to] - _megabytes[from] <= megabytes, $"{_megabytes[from]:f1} MB after {from} steps, {_megabytes[to]:f1} after {to}.");
        }

        private static double ResidentMegabytes()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }
}
