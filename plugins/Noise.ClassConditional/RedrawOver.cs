namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>The classes that symmetric noise draws from.</summary>
public enum RedrawOver
{
    /// <summary>The C-1 classes other than the true one: every redrawn label is wrong.</summary>
    OtherClasses,

    /// <summary>All C classes: a redrawn label is right once in C.</summary>
    AllClasses,
}
