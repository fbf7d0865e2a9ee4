namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>How a text file is read: what its first rows tell may turn out to be wrong, and then it is read in another way.</summary>
/// <param name="SampledRows">How many rows tell the types of the columns; -1 for all.</param>
/// <param name="Encoding">The encoding.</param>
internal sealed record ReadingForm(int SampledRows, string Encoding)
{
    /// <summary>The form to begin with.</summary>
    internal static ReadingForm First(TableOptions options) => new(20_480, options.Encoding?.ToLowerInvariant() ?? "utf-8");

    /// <summary>Reads in the first form, and where that turns out to be wrong in another one.</summary>
    /// <param name="options">What the user says of the form.</param>
    /// <param name="read">Reads in a form, from the beginning.</param>
    internal static T Find<T>(TableOptions options, Func<ReadingForm, T> read)
    {
        for (var form = First(options);;)
        {
            try
            {
                return read(form);
            }
            catch (UnexpectedCellException e)
            {
                form = form.SampledRows < 0 ? throw e.AsError() : form with { SampledRows = -1 };
            }
            catch (NotUtf8Exception e)
            {
                form = options.Encoding is not null || form.Encoding != "utf-8" ? throw e.AsError() : form with { Encoding = "latin-1" };
            }
        }
    }
}
