namespace SamHost.Gradients;

/// <summary>By what a part of a model has its per-example gradients.</summary>
/// <param name="Part">The part in words: a layer, or a weight of the model's own.</param>
/// <param name="Way">How.</param>
/// <param name="Bytes">How many bytes each example has of its own for it, where that is how; else 0.</param>
public sealed record LayerWay(string Part, GradientWay Way, long Bytes = 0);
