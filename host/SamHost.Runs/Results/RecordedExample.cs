namespace SamHost.Runs.Results;

/// <summary>One example of one recorded epoch: a row of <see cref="ExampleEpoch"/>, whose words these are.</summary>
public sealed record RecordedExample(
    int Epoch, long? Step, int Index, string Id, bool? IsFlipped, double Loss, double? Weight, double LogitWeight, double? GradientNorm);
