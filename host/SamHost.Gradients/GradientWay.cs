namespace SamHost.Gradients;

/// <summary>The ways to per-example gradients, from the cheapest.</summary>
public enum GradientWay
{
    /// <summary>A rule of the layer's, or those of its parts, for the whole batch at once.</summary>
    Rule,

    /// <summary>Each example is given its own of the weight, for the whole batch at once; costs memory for as many weights.</summary>
    Expanded,

    /// <summary>The layer alone runs one example at a time.</summary>
    LayerLoop,

    /// <summary>The whole model runs one example at a time: about as many times slower as a batch has examples.</summary>
    ModelLoop,
}
