namespace SamHost.Gradients;

/// <summary>By what a part of a model has its per-example gradients.</summary>
/// <param name="Part">The part in words: a layer, or a weight of the model's own.</param>
/// <param name="Way">How.</param>
public sealed record LayerWay(string Part, GradientWay Way);
