using SamHost.Contracts.Training;
using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training.Tests;

/// <summary>Training a model without fast rules.</summary>
public class LoopTests
{
    [Fact]
    public void Recording_changes_no_step_and_a_second_run_is_the_same() =>
        Assert.Equal(
            [Train(recordsWeights: false), Train(recordsWeights: false)], [Train(recordsWeights: true), Train(recordsWeights: true)]);

    private static Evaluation Train(bool recordsWeights)
    {
        using var threads = new TorchThreads(1);
        using var scene = new SmallScene(
            [],
            epochs: 5,
            optimizer: new OneSam(new SamOptions { Rho = 0.2 }),
            build: () => nn.Sequential(new SampleModels.Deciding(3, 3).to(ScalarType.Float32), nn.Dropout(0.3)),
            recordsWeights: recordsWeights);
        return scene.Train().Final;
    }
}
