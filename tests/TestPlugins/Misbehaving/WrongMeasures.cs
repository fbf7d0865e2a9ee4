using SamHost.Contracts.Suspects;
using SamHost.Contracts.Training;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class ThrowingMetric : IMetric
{
    public string Name => "thrown";

    public double? Measure(EvaluatedModel evaluated) => throw new InvalidOperationException("the ruler broke");
}

internal sealed class MisnamedMetric : IMetric
{
    public string Name => "Not, a column";

    public double? Measure(EvaluatedModel evaluated) => 1;
}

internal sealed class DisposingMetric : IMetric
{
    public string Name => "disposed";

    public double? Measure(EvaluatedModel evaluated)
    {
        evaluated.Test.Logits.Dispose();
        return 1;
    }
}

internal sealed class ThrowingScore : ISuspectScore
{
    public double[] Add(RecordedEpoch epoch) => throw new InvalidOperationException("who is to say");
}

internal sealed class ShortScore : ISuspectScore
{
    public double[] Add(RecordedEpoch epoch) => [1];
}
