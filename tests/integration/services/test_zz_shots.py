
import base64
from tests.integration.services.test_objection_pages import *
from tests.integration.services.test_objection_pages import address, web
from broadcaster.domain.users import StaffRole
async def shot(page, name):
    h = await page.value("document.documentElement.scrollHeight")
    w = await page.value("innerWidth")
    got = await page.ask("Page.captureScreenshot", captureBeyondViewport=True, clip={"x":0,"y":0,"width":w,"height":h,"scale":1})
    open(f"/tmp/shots/{name}.png","wb").write(base64.b64decode(got["data"]))
@pytest.mark.parametrize("size", [OLD_PC, PHONE], ids=["pc","phone"])
async def test_shots(court, address, web, chromium, tmp_path, size):
    n = "pc" if size == OLD_PC else "phone"
    code = await published(court)
    path = f"/objections/{code}"
    async with open_chromium(chromium, tmp_path / "p") as page:
        for name, each in (("form", path), ("how", "/objections/how"), ("v", f"/v/{code}"), ("exposure", f"/exposure/{code}")):
            await page.open(address + each, size); await shot(page, f"{n}-{name}")
        await page.open(address + path, size)
        await page.value("for (const e of document.querySelectorAll('form')) e.noValidate = true")
        await page.value("document.querySelector('[name=text]').value='x'; document.querySelector('button').click()")
        await page.until("document.body.innerText.includes('尚未提交')"); await shot(page, f"{n}-faults")
        await page.open(address + path, size)
        fill = "((f, value) => f.type == 'radio' || f.type == 'checkbox' ? f.click() : f.value = value)"
        for name, value in FORM.items():
            await page.value(f"{fill}(document.querySelector('[name={name}]'), '{value}')")
        await page.value("document.querySelector('button').click()")
        await page.until("document.body.innerText.includes('异议已收到')"); await shot(page, f"{n}-taken")
        await send(web, path, picture(), PDF, **FORM|{"kind":"performed"}, form="a-form-of-the-page-2")
        await court.house.staff.add("孙法官", [StaffRole.CASE_STAFF], "a long password")
        await page.open(address + "/console/login", size)
        await page.value("document.querySelector('[name=name]').value='孙法官'; document.querySelector('[name=password]').value='a long password'; document.querySelector('button').click()")
        await page.until("location.pathname == '/console/' && document.readyState == 'complete'")
        sheets = await kept(court)
        for name, each in (("list", "/console/objections"), ("not_me", f"/console/objections/{sheets[1].objection.objection_id}"), ("performed", f"/console/objections/{sheets[0].objection.objection_id}"), ("tasks","/console/tasks"), ("deadlines","/console/deadlines")):
            await page.open(address + each, size); await shot(page, f"{n}-console-{name}")
        await page.open(address + f"/console/objections/{sheets[1].objection.objection_id}", size)
        await page.value("document.querySelector('form[action$=pause] button').click()")
        await page.until("location.search.includes('done') && document.readyState == 'complete'")
        await shot(page, f"{n}-console-paused")
        await page.value("document.querySelector('[name=outcome]').value='upheld'; document.querySelector('form[action$=decide] [name=reason]').value='经核对身份证件，不是同一人'; document.querySelector('form[action$=decide] button').click()")
        await page.until("location.search.includes('upheld') && document.readyState == 'complete'")
        await shot(page, f"{n}-console-decided")
        print(page.complaints)
