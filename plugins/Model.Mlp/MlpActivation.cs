namespace SamHost.Plugins.ModelMlp;

/// <summary>The function after each hidden layer.</summary>
public enum MlpActivation
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x Phi(x), in its exact form.</summary>
    Gelu,
}
