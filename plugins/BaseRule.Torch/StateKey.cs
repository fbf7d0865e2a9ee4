using System.Globalization;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>The names of saved state, as PyTorch has them (<c>0.momentum_buffer</c>): parameters by their place in the model.</summary>
internal static class StateKey
{
    public static string Of(int parameter, string name) => string.Create(CultureInfo.InvariantCulture, $"{parameter}.{name}");
}
