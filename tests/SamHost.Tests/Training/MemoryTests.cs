using System.Globalization;
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
    public void Memory_grows_by_less_than_a_hundredth_once_the_runtime_has_compiled_what_it_runs_checkpoints_and_records_included()
    {
        // .NET instruments and compiles hot methods anew until about step 2,000, which takes some megabytes of its own.
        var steps = TestScale.Of(small: 3_500, full: 10_000);
        var gauge = Run((steps / 45) + 1, "null", "1-sam", """{ "Checkpoints": { "EveryEpochs": 3 } }""");

        gauge.AssertGrowth(from: 2_500, to: steps, percent: 1);
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

    private Gauge Run(int epochs, string recorded, string optimizer, string layer = "{}")
    {
        var settings = Digits.Replace("RECORDED", recorded).Replace("EPOCHS", epochs.ToString(CultureInfo.InvariantCulture)).Replace("OPTIMIZER", optimizer);
        using var study = new SmallStudy(settings, layer);
        var gauge = new Gauge(output);
        study.Observe = (_, _) => gauge;
        study.RunToTheEnd();
        return gauge;
    }
}
