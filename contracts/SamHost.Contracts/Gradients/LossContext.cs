using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>The run that a loss serves.</summary>
/// <param name="ExampleCount">The number of training examples, those set aside for validation too.</param>
/// <param name="ClassCount">The number of classes, C.</param>
/// <param name="Device">The run's device.</param>
public sealed record LossContext(int ExampleCount, int ClassCount, Device Device);
