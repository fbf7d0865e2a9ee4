using SamHost.Training;
using SamHost.Training.Inputs;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>The inputs of a run's data, all at once.</summary>
internal static class TrainingDataInputs
{
    /// <summary>All training inputs: [N, ...].</summary>
    public static Tensor AllInputs(this TrainingData data) => All(data.Inputs, data.Labels.Count);

    /// <summary>All test inputs.</summary>
    public static Tensor AllTestInputs(this TrainingData data) => All(data.TestInputs, data.TestLabels.shape[0]);

    private static Tensor All(IExampleInputs inputs, long count)
    {
        using var feed = inputs.Feed(arange(count, ScalarType.Int64), count);
        return feed.Next();
    }
}
