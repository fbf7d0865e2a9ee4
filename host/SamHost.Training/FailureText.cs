using System.Runtime.CompilerServices;

namespace SamHost.Training;

/// <summary>The message of a check, which is put together where the check fails.</summary>
[InterpolatedStringHandler]
internal ref struct FailureText
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Begins it.</summary>
    /// <param name="literalLength">The compiler's.</param>
    /// <param name="formattedCount">The compiler's too.</param>
    /// <param name="isSo">Whether the check passes.</param>
    /// <param name="isNeeded">Whether the parts are to be evaluated.</param>
    public FailureText(int literalLength, int formattedCount, bool isSo, out bool isNeeded)
    {
        isNeeded = !isSo;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

    public override string ToString() => _text.ToStringAndClear();
}
