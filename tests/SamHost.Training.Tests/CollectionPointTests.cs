using SamHost.Contracts.Optimization;
using SamHost.Plugins.OptimizerSam;

namespace SamHost.Training.Tests;

/// <summary>When garbage is collected.</summary>
public class CollectionPointTests
{
    /// <summary>A number that is on its way to libtorch is freed where a collection falls into the call.</summary>
    [Fact]
    public void Steps_of_training_are_taken_without_a_collection_within_them()
    {
        var optimizer = new CollectionCounter();
        using var scene = new SmallScene([], epochs: 1000, evaluationEvery: 1000, optimizer);
        var allocated = GC.GetTotalAllocatedBytes();

        scene.Train();

        // Many times what the runtime lets pass before it collects.
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 30_000_000, long.MaxValue);
        Assert.Equal((2000, 0), (optimizer.Steps, optimizer.Within));
    }

    private sealed class CollectionCounter : IOptimizer
    {
        private readonly OneSam _rule = new(new());

        public int Steps { get; private set; }

        public int Within { get; private set; }

        public PerExampleResults Step(TrainingStep step)
        {
            var before = GC.CollectionCount(0);
            var results = _rule.Step(step);
            Steps++;
            Within += GC.CollectionCount(0) - before;
            return results;
        }
    }
}
