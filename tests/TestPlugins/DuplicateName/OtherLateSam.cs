using SamHost.Contracts.Optimization;

namespace SamHost.TestPlugins.DuplicateName;

public sealed class OtherLateSam : IOptimizer
{
    public PerExampleResults Step(TrainingStep step) => throw new NotSupportedException("Never runs.");
}
