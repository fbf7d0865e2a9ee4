using SamHost.Contracts.Training;
using SamHost.Gradients.Expansion;
using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>What expansion stands on, and what becomes of a model that needs it where libtorch does not have that.</summary>
public class ExpansionTests
{
    private const int Size = 5;

    public static TheoryData<Func<nn.Module<Tensor, Tensor>>, long[], string> Expanded => new()
    {
        { () => new MixedModels.VisionTransformer(), [Size, 1, 6, 6],
            "(VisionTransformer) has no fast rule without vmap, which this libtorch does not have, so the model runs" },
        { () => new MixedModels.TimeFirst(), [Size, 4, 3],
            "does not have the examples in its first dimension without vmap, which this libtorch does not have, so the model runs" },
        { () => nn.Sequential(nn.Linear(4, 4), new MixedModels.RootMeanSquare(4), nn.Linear(4, 3)).to(ScalarType.Float64), [Size, 4],
            "(RootMeanSquare) has no fast rule, so it alone runs" },
    };

    [Theory]
    [MemberData(nameof(Expanded))]
    public void Without_it_models_stay_exact_and_a_warning_says_once_what_is_slow(
        Func<nn.Module<Tensor, Tensor>> build, long[] shape, string warning)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        using var model = build();
        var logger = new ListLogger();
        using var rig = Rig(model, shape, logger);
        rig.Gradients.CanExpand = () => false;

        ExactnessTests.CheckAll(rig, rho: 0.3, groupSize: 4);

        Assert.Contains(warning, Assert.Single(logger.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Gradients.Ways, way => way.Way == GradientWay.Expanded);
    }

    [Fact]
    public void A_run_that_goes_on_without_it_looks_for_another_way()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        using var model = new MixedModels.VisionTransformer();
        var state = new CheckpointedState();
        using (var before = Rig(model, [Size, 1, 6, 6], new ListLogger()))
        {
            before.Direction(new OneSam(new()));
            Assert.Contains(before.Gradients.Ways, way => way.Way == GradientWay.Expanded);
            before.Gradients.Save(state);
        }

        using var after = Rig(model, [Size, 1, 6, 6], new ListLogger());
        after.Gradients.CanExpand = () => false;
        after.Gradients.Restore(state);

        TensorAssert.Close(
            after.Reference.Direction(0.3, 1, perturbJacobian: true, perturbScale: true), after.Direction(new OneSam(new() { Rho = 0.3 })));
        Assert.Equal(GradientWay.ModelLoop, Assert.Single(after.Gradients.Ways).Way);
    }

    /// <summary>Each step of an expanded model begins and ends two levels of vmap; what a level leaves behind would add up.</summary>
    [Fact]
    public void Levels_leave_nothing_behind()
    {
        Assert.SkipUnless(ExampleMap.IsAvailable, "This libtorch has no vmap that can be used.");
        var library = FunctorchLibrary.Find()!;
        Cycle(20_000);
        var before = Resident();

        Cycle(400_000);

        // A level that is not destroyed leaves 32 bytes: 12 MiB.
        Assert.True(Resident() - before < 3 << 20);

        void Cycle(int count)
        {
            for (var i = 0; i < count; i++)
            {
                library.Push(8);
                library.Pop();
            }
        }
    }

    private static long Resident()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static OptimizerRig Rig(nn.Module<Tensor, Tensor> model, long[] shape, ListLogger logger) => new(
        model, randn(shape, ScalarType.Float64), randint(0, 3, [shape[0]], ScalarType.Int64), logger: logger);
}
