import java.io.File;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks PDF files against PDF/UA-1 and prints a line for each: its path, "ok" or "fails", and what it breaks. */
public class Validate {
    public static void main(String[] paths) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : paths) {
            StringBuilder broken = new StringBuilder();
            ValidationResult result;
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(path), PDFAFlavour.PDFUA_1);
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
                result = validator.validate(parser);
            }
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    broken.append("; ").append(assertion.getRuleId().getClause()).append('-')
                        .append(assertion.getRuleId().getTestNumber()).append(' ').append(assertion.getMessage())
                        .append(" at ").append(assertion.getLocation().getContext());
                }
            }
            System.out.println(path + "\t" + (result.isCompliant() ? "ok" : "fails") + "\t" + broken);
        }
    }
}
